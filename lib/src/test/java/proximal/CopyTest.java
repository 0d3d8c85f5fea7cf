package proximal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pastes classes into JShell, each alone and without its package line, as a researcher does in a notebook cell, and evaluates
 * the example of its documentation: the first {@code <pre>{@code ...}</pre>} block, whose last line ends with {@code //} and
 * the expected value as JShell writes it. A class that needs another of ours beside it has that one pasted first.
 */
class CopyTest {
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL);
    private static final Pattern RESULT = Pattern.compile("(.*)\\s//\\s(.+)$", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "advantage/DiscountedReturns",
                "advantage/GeneralizedAdvantage",
                "advantage/KStepAdvantage",
                "importance/DoublyRobust",
                "importance/ImportanceWeights",
                "importance/KlEstimators",
                "importance/OrdinaryImportanceSampling",
                "importance/PerDecisionImportanceSampling",
                "importance/SelfNormalizedImportanceSampling",
                "importance/TruncatedImportanceSampling",
                "statistics/SampleMoments",
                "statistics/ScoreAggregates",
                "statistics/BootstrapInterval",
                "statistics/ScoreAggregates statistics/BootstrapInterval statistics/StratifiedBootstrap",
                "statistics/ScoreAggregates statistics/PerformanceProfile",
                "statistics/ScoreAggregates statistics/ProbabilityOfImprovement",
                "statistics/ScoreAggregates statistics/ScoreNormalization",
                "surrogate/Surrogate",
                "surrogate/Surrogate surrogate/ClippedSurrogate",
                "surrogate/Surrogate surrogate/DualClippedSurrogate",
                "surrogate/Surrogate surrogate/ImportanceSampledSurrogate",
                "surrogate/Surrogate surrogate/LogProbabilitySurrogate",
                "surrogate/Surrogate surrogate/PlainClippedSurrogate",
                "surrogate/Surrogate surrogate/SmoothClippedSurrogate",
                "surrogate/ValueLoss",
                "update/ConjugateGradient",
                "update/KlRule",
                "update/KlRule update/AdaptiveKl",
                "update/KlRule update/BandKl",
                "update/KlRule update/FixedKl",
            })
    void aPastedClassGivesTheResultOfItsExample(String names) throws IOException {
        paste(names, List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = "surrogate/MaskedTokenLoss")
    void aPastedClassOfTierTwoNeedsDjlBesides(String names) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> jars = Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> entry.matches(".*[/\\\\]ai[/\\\\]djl[/\\\\].*"))
                .toList();
        assertThat(jars).isNotEmpty();
        paste(names, jars);
    }

    private static void paste(String names, List<String> jars) throws IOException {
        String[] files = names.split(" ");
        String name = files[files.length - 1];
        String source = Files.readString(Path.of("lib/src/main/java/proximal", name + ".java"));
        Matcher example = EXAMPLE.matcher(source);
        assertThat(example.find())
                .as("an example in the documentation of %s", name)
                .isTrue();
        Matcher result = RESULT.matcher(example.group(1).replaceAll("(?m)^ \\* ?", ""));
        assertThat(result.matches())
                .as("a result after the example of %s", name)
                .isTrue();

        // The engine in this process starts at once; the compiler sees the JDK and these jars, not the class path.
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            jars.forEach(shell::addToClasspath);
            for (String file : files) {
                String pasted = Files.readString(Path.of("lib/src/main/java/proximal", file + ".java"));
                evaluate(shell, pasted.replaceFirst("(?m)^package .*;$", ""));
            }
            assertThat(evaluate(shell, result.group(1))).isEqualTo(result.group(2));
        }
    }

    /** Evaluates all snippets and returns the value of the last one. */
    private static String evaluate(JShell shell, String code) {
        String value = null;
        String rest = code;
        while (!rest.isBlank()) {
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            List<SnippetEvent> events = shell.eval(next.source() == null ? rest : next.source());
            for (SnippetEvent event : events) {
                assertThat(event.status())
                        .as(() -> event.snippet().source() + "\n"
                                + shell.diagnostics(event.snippet())
                                        .map(d -> d.getMessage(null))
                                        .toList())
                        // An import that stands in two classes overwrites itself.
                        .isIn(Snippet.Status.VALID, Snippet.Status.OVERWRITTEN);
                assertThat(event.exception()).isNull();
                value = event.value();
            }
            rest = next.remaining();
        }
        return value;
    }
}
