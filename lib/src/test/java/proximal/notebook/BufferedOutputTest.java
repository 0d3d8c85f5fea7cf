package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.junit.jupiter.api.Test;

class BufferedOutputTest {
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final BufferedOutput output = new BufferedOutput((environment, text) -> sent.add(text));
    private final PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
    private final ShellReplyEnvironment cell = new ShellReplyEnvironment(null, null, null, null) {};

    /** A message a line would be 10,000; a message holds at most 64 KiB and a line. */
    @Test
    void tenThousandLinesAreAFewMessagesAndAllThere() {
        output.setEnv(cell);
        StringBuilder printed = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            out.println("line " + i);
            printed.append("line ").append(i).append(System.lineSeparator());
        }
        output.retractEnv(cell);
        assertThat(String.join("", sent)).isEqualTo(printed.toString());
        assertThat(sent).hasSizeLessThan(100).allSatisfy(text -> assertThat(text.length())
                .isLessThan(66_000));
    }

    @Test
    void whatIsPrintedAppearsWhileTheCellRuns() throws InterruptedException {
        output.setEnv(cell);
        out.println("begun");
        for (int tries = 0; tries < 200 && sent.isEmpty(); tries++) {
            Thread.sleep(50);
        }
        assertThat(sent).containsExactly("begun" + System.lineSeparator());
    }
}
