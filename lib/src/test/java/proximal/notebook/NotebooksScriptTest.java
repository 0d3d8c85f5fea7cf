package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Runs the tests of {@code lib/src/notebooks/notebooks.py}, which are beside the Java tests and need nothing but Python. */
class NotebooksScriptTest {
    private static final List<String> NAMES =
            List.of("python3", "python", "py", "python3.14", "python3.13", "python3.12");

    @Test
    void theScriptPassesItsTests() throws IOException, InterruptedException {
        String python = NAMES.stream()
                .filter(NotebooksScriptTest::isNewEnough)
                .findFirst()
                .orElseGet(() -> Assumptions.abort("no Python 3.11 or newer: the library and its tests do without"));
        Process tests = start(Stream.of(python, "-B", "-m", "unittest", "discover", "-s", "lib/src/test/python"));
        String output = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tests.waitFor()).as(output).isZero();
        assertThat(output).containsPattern("Ran [1-9][0-9] tests");
    }

    private static boolean isNewEnough(String python) {
        try {
            return start(Stream.of(python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"))
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process start(Stream<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.toList()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PYTHON") || name.equals("PROXIMAL_FAST"));
        builder.environment().put("PYTHONUTF8", "1");
        return builder.start();
    }
}
