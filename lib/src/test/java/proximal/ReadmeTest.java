package proximal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.experiment.Ablation;

/**
 * Evaluates the cells of the README in JShell, which is what the kernel of a notebook does, with few steps: in their order, once
 * more, and in another order. Nothing that a cell made may be lost by that.
 */
class ReadmeTest {
    private static final Pattern CELL = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final List<String> VARIABLES =
            List.of("config", "logs", "tdError", "estimated", "wide", "djl", "trpo", "more", "own", "kept", "swept");

    @TempDir
    Path folder;

    @BeforeEach
    void forgetsWhatOtherTestsTrained() {
        Ablation.forget();
    }

    private List<String> cells() throws Exception {
        return CELL.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map((MatchResult cell) -> cell.group(1)
                        .replace("100_000", "2_048")
                        .replace("../target/", folder.toUri().getPath()))
                .toList();
    }

    @Test
    void cellsThatAreRunAgainAndInAnotherOrderLoseNothing() throws Exception {
        List<String> cells = cells();
        assertThat(cells).hasSize(9);
        try (JShell shell = shell()) {
            for (int cell : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8}) {
                evaluate(shell, cells.get(cell));
            }
            assertNothingIsNull(shell);
            // The TD error is generalized advantage estimation with lambda 0.
            evaluate(
                    shell,
                    "List<RunLog> lambda0 = new Ablation(config).variant(\"TD error\", c -> c.withGaeLambda(0))"
                            + ".task(\"corridor\", () -> new TimeLimit(new Corridor(), 50)).run();");
            assertThat(value(shell, "estimated.get(0).updates().get(0).get(\"policyLoss\")"))
                    .isEqualTo(value(shell, "lambda0.get(0).updates().get(0).get(\"policyLoss\")"));
            List<String> before = values(shell);
            for (int cell : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 7, 6, 5, 4, 0, 3, 2, 1}) {
                evaluate(shell, cells.get(cell));
                assertNothingIsNull(shell);
            }
            assertThat(values(shell)).isEqualTo(before); // with the wall-clock times, so nothing was trained anew
        }
    }

    /** The rules that the README gives have a reason. */
    @Test
    void aVarAndACommentAboveAnImportLoseThings() {
        try (JShell shell = shell()) {
            evaluate(shell, "java.util.function.IntSupplier mine = () -> 1;");
            evaluate(shell, "var lost = List.of(mine.getAsInt());");
            evaluate(shell, "List<Integer> held = List.of(mine.getAsInt());");
            evaluate(shell, "java.util.function.IntSupplier mine = () -> 2;");
            assertThat(value(shell, "lost == null")).isEqualTo("true");
            assertThat(value(shell, "held == null")).isEqualTo("false");
            evaluate(shell, "List<Integer> other = List.of(1);");
            evaluate(shell, "import java.util.function.*;");
            assertThat(value(shell, "other == null")).isEqualTo("false");
            shell.eval("// A comment.\nimport java.util.stream.*;");
            assertThat(value(shell, "other == null")).isEqualTo("true");
        }
    }

    private static JShell shell() {
        JShell shell = JShell.builder().executionEngine("local").build();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Arrays.stream(path.split(File.pathSeparator)).forEach(shell::addToClasspath);
        evaluate(shell, "import java.util.*;");
        return shell;
    }

    private static void evaluate(JShell shell, String cell) {
        CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(cell);
        while (!next.source().isBlank()) {
            for (SnippetEvent event : shell.eval(next.source().strip())) {
                List<String> complaints = new ArrayList<>();
                shell.diagnostics(event.snippet()).forEach(d -> complaints.add(d.getMessage(null)));
                assertThat(event.exception()).as(next.source()).isNull();
                assertThat(event.status())
                        .as("%s: %s", next.source(), complaints)
                        .isIn(Snippet.Status.VALID, Snippet.Status.OVERWRITTEN);
            }
            next = shell.sourceCodeAnalysis().analyzeCompletion(next.remaining());
        }
    }

    private static void assertNothingIsNull(JShell shell) {
        for (String variable : VARIABLES) {
            assertThat(value(shell, variable + " == null")).as(variable).isEqualTo("false");
        }
    }

    private static List<String> values(JShell shell) {
        return List.of("logs", "estimated", "more", "own", "kept", "swept").stream()
                .map(name ->
                        value(shell, name + ".stream().map(log -> log.toString() + log.updates()).toList().hashCode()"))
                .toList();
    }

    private static String value(JShell shell, String expression) {
        List<SnippetEvent> events = shell.eval(expression);
        assertThat(events.get(0).value()).as(expression).isNotNull();
        return events.get(0).value();
    }
}
