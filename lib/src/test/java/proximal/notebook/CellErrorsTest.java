package proximal.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
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
