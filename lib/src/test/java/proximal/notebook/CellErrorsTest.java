package proximal.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;

class CellErrorsTest {
    @Test
    void aCellThatFailsShowsItsOwnLinesAndWhatTheyCalled() {
        try (JShell shell = shell()) {
            JShellException error = fail(shell, "proximal.training.TrainingConfig.withDefaults().withClipRange(-1)");
            assertThat(error).hasMessageContaining("clipRange").hasMessageContaining("-1.0");
            List<String> methods = Arrays.stream(error.getStackTrace())
                    .map(StackTraceElement::getMethodName)
                    .toList();
            assertThat(methods).hasSize(2).startsWith("withClipRange");
            assertThat(error.getStackTrace()[1]).asString().contains("withDefaults().withClipRange(-1)");
            assertThat(CellErrors.last())
                    .startsWith("java.lang.IllegalArgumentException: clipRange")
                    .contains("RecordCopies", "java.lang.reflect", "withClipRange");
        }
    }

    @Test
    void framesOfOnesOwnMethodsStayAndACauseIsOneLine() {
        try (JShell shell = shell()) {
            shell.eval(
                    "Object read(String file) { return proximal.table.CsvTables.read(java.nio.file.Path.of(file)); }");
            JShellException error = fail(shell, "read(\"nowhere.csv\")");
            assertThat(Arrays.stream(error.getStackTrace()).map(StackTraceElement::getMethodName))
                    .hasSize(3)
                    .startsWith("read", "read");
            assertThat(error.getCause()).hasMessage("nowhere.csv");
            assertThat(error.getCause().getStackTrace()).isEmpty();
            assertThat(CellErrors.last()).contains("Caused by: java.nio.file.NoSuchFileException: nowhere.csv\n\tat ");
        }
    }

    @Test
    void aFailureForWhatAnEarlierCellLackedNamesIt() {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (JShell shell = shell()) {
            System.setErr(new PrintStream(written, true, UTF_8));
            shell.eval("class Measured { Rollout rollout; }");
            shell.eval("double twice(double x) { return 2 * helper(x); }");
            assertThat(written.toString(UTF_8)).isEmpty();
            assertThat(shell.eval("new Measured()").get(0).status()).isEqualTo(Snippet.Status.REJECTED);
            assertThat(fail(shell, "twice(2)").getStackTrace()).hasSizeLessThan(3);
            shell.eval("new Unrelated()");
            shell.eval("new MeasuredOtherwise()");
        } finally {
            System.setErr(before);
        }
        assertThat(written.toString(UTF_8).lines())
                .containsExactly(
                        "Measured cannot be used yet, for an import or a cell is missing: there is no class Rollout",
                        "twice cannot be used yet, for an import or a cell is missing: there is no method helper(double)");
    }

    private static JShell shell() {
        JShell shell = JShell.builder().executionEngine("local").build();
        CellErrors.shorten(shell);
        return shell;
    }

    private static JShellException fail(JShell shell, String code) {
        List<SnippetEvent> events = shell.eval(code);
        return events.get(0).exception();
    }
}
