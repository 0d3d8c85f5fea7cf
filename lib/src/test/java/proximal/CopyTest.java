package proximal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pastes every public class into JShell as a researcher does in a notebook cell, in the two ways that README.md describes:
 * beside the library under another name, its package line made an import of the package; and those that are marked "alone"
 * without the library too. Those must then give the result of the example in their documentation: the first {@code
 * <pre>{@code ...}</pre>} block, whose last line ends with {@code //} and the expected value as JShell writes it.
 */
class CopyTest {
    private static final Path SOURCES = Path.of("lib/src/main/java/proximal");
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("^public .*?\\b(class|interface|record|enum) \\w+", Pattern.MULTILINE);
    private static final Predicate<String> IMPORT = line -> line.startsWith("import ");
    private static final Pattern MARK =
            Pattern.compile("<p>Copy: (alone(?:, beside (?<beside>.*))?|with the library)\\.");
    private static final Pattern LINK = Pattern.compile("\\{@link (\\w+)}");
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL);
    private static final Pattern RESULT = Pattern.compile("(.*)\\s//\\s(.+)$", Pattern.DOTALL);

    /** The classes that cannot be pasted and have no mark: they are built on parts of their package that are not public, or hand
     * themselves to such parts as take no other class. */
    private static final Set<String> BOUND = Set.of(
            "mujoco/Simulation",
            "gymnasium/Gymnasium",
            "policy/ActionDistribution",
            "policy/GradientNorm",
            "policy/PerceptronActorCritic",
            "training/TrainingRun",
            "experiment/Ablation",
            "experiment/SparkRunner");

    private static final Pattern SPARK =
            Pattern.compile("org.(apache.(spark|hadoop|logging)|scala-lang|glassfish)|io.netty");

    // An engine in this process starts at once; the compiler sees the JDK and what is added, not the class path. Like
    // the
    // kernel's it runs classes as they were compiled; from JDK 24 on JShell's "local" fails where it rewrites some of
    // them.
    private static final JShell BARE = shell();
    private static final JShell BESIDE_LIBRARY = shell();

    static {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Stream.of(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .filter(entry -> !SPARK.matcher(entry).find()) // no public class shows it, and the compiler reads all
                .forEach(BESIDE_LIBRARY::addToClasspath);
    }

    private static final class DirectEngine implements ExecutionControlProvider {
        @Override
        public String name() {
            return "direct";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
            return new DirectExecutionControl();
        }
    }

    private static JShell shell() {
        return JShell.builder()
                .executionEngine(new DirectEngine(), Map.of())
                .compilerOptions("--add-modules", "jdk.incubator.vector")
                .build();
    }

    @AfterAll
    static void close() {
        BARE.close();
        BESIDE_LIBRARY.close();
    }

    /** The public classes, as in environment/CartPole. */
    static List<String> classes() throws IOException {
        try (Stream<Path> walk = Files.walk(SOURCES)) {
            return walk.filter(path -> path.toString().endsWith(".java"))
                    .map(path -> SOURCES.relativize(path)
                            .toString()
                            .replace('\\', '/')
                            .replace(".java", ""))
                    .filter(name -> PUBLIC_TYPE.matcher(source(name)).find())
                    .sorted()
                    .toList();
        }
    }

    static List<String> classesAlone() throws IOException {
        return classes().stream()
                .filter(name -> !BOUND.contains(name) && mark(name).group(1).startsWith("alone"))
                .toList();
    }

    @Test
    void everyClassPastesBesideTheLibrary() throws IOException {
        Map<String, List<String>> rooms = classes().stream()
                .collect(
                        Collectors.groupingBy(name -> name.replaceFirst("/.*", ""), TreeMap::new, Collectors.toList()));
        int count = 0;
        Set<String> bound = new TreeSet<>();
        List<String> complaints = new ArrayList<>();
        for (List<String> room : rooms.values()) {
            count += room.size();
            // To evaluate the imports once for a package and not once for a class saves half of the time.
            room.stream()
                    .flatMap(name -> renamed(name).lines().filter(IMPORT))
                    .distinct()
                    .forEach(line -> paste(BESIDE_LIBRARY, line));
            for (String name : room) {
                String body = renamed(name).lines().filter(IMPORT.negate()).collect(Collectors.joining("\n"));
                pasted(BESIDE_LIBRARY, List.of(body), null).ifPresent(complaint -> {
                    bound.add(name);
                    if (!BOUND.contains(name) || MARK.matcher(source(name)).find()) {
                        complaints.add(name + ": " + complaint);
                    }
                });
            }
            clear(BESIDE_LIBRARY, true);
        }
        System.out.println(
                "CopyTest: " + (count - bound.size()) + " of " + count + " public classes paste beside the library");
        assertThat(complaints).isEmpty();
        assertThat(bound).isEqualTo(BOUND);
        assertThat(bound.size()).isLessThanOrEqualTo(count / 20);
    }

    @ParameterizedTest
    @MethodSource("classesAlone")
    void aClassThatIsMarkedAlonePastesWithoutTheLibraryAndGivesTheResultOfItsExample(String name) {
        List<String> sources = new ArrayList<>();
        Matcher beside =
                LINK.matcher(Optional.ofNullable(mark(name).group("beside")).orElse(""));
        while (beside.find()) {
            sources.add(withoutPackage(name.replaceFirst("\\w+$", beside.group(1))));
        }
        sources.add(withoutPackage(name));
        assertThat(pasted(BARE, sources, example(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"surrogate/MaskedTokenLoss", "language/MaskedTerms"})
    void aTokenLossGivesTheResultOfItsExample(String name) {
        assertThat(pasted(BESIDE_LIBRARY, List.of(source(name).replaceFirst("(?m)^package .*;$", "")), example(name)))
                .isEmpty();
    }

    /** Oracle: the equation of the angular acceleration in the documentation of CartPole, at x = x' = theta' = 0. */
    @Test
    void aPastedCartPoleWithAnotherGravityTrainsInAnAblation() {
        String moon = renamed("environment/CartPole").replace("GRAVITY = 9.8", "GRAVITY = 1.62");
        String step = """
                import proximal.experiment.*;
                import proximal.training.*;
                MyCartPole task = new MyCartPole();
                float[] observation = new float[4];
                task.setState(new double[] {0, 0, 0.1, 0}, observation);
                task.step(new float[] {1}, observation, new StepResult());
                """;
        try {
            paste(BESIDE_LIBRARY, moon);
            paste(BESIDE_LIBRARY, step);
            double cos = Math.cos(0.1);
            double expected =
                    0.02 * ((1.62 * Math.sin(0.1) - cos * 10 / 1.1) / (0.5 * (4.0 / 3.0 - 0.1 * cos * cos / 1.1)));
            assertThat(Double.parseDouble(paste(BESIDE_LIBRARY, "(double) observation[3]")))
                    .isCloseTo(expected, within(1e-6));
            String runs = """
                    var logs = new Ablation(TrainingConfig.withDefaults().withTotalSteps(2048)).variant("PPO", c -> c)
                            .task("CartPole on the moon", () -> new TimeLimit(new MyCartPole(), 500)).seeds(1).progress((share, text) -> {}).run();
                    logs.get(0).failure().isEmpty() && logs.get(0).updates().get(0).get("episodeReturn") > 0""";
            assertThat(paste(BESIDE_LIBRARY, runs)).isEqualTo("true");
        } finally {
            clear(BESIDE_LIBRARY, true);
        }
    }

    @Test
    void aPastedClassMustCompile() {
        String source = "import proximal.environment.*;\npublic class Wrong extends ClassicTask {}";
        assertThat(pasted(BESIDE_LIBRARY, List.of(source), null)).isPresent();
        assertThat(pasted(BARE, List.of(source), null)).isPresent();
        assertThat(pasted(BARE, List.of("class Later { Missing missing; }"), null))
                .isPresent();
    }

    private static String source(String name) {
        try {
            return Files.readString(SOURCES.resolve(name + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Matcher mark(String name) {
        Matcher mark = MARK.matcher(source(name));
        assertThat(mark.find())
                .as("a mark \"Copy: …\" in the documentation of %s", name)
                .isTrue();
        return mark;
    }

    private static String withoutPackage(String name) {
        return source(name).replaceFirst("(?m)^package .*;$", "");
    }

    private static String renamed(String name) {
        String simple = name.substring(name.indexOf('/') + 1);
        return source(name)
                .replaceFirst("(?m)^package (.*);$", "import $1.*;")
                .replaceAll("\\b" + simple + "\\b", "My" + simple);
    }

    /** The example in the documentation: code and value. */
    private static String[] example(String name) {
        Matcher example = EXAMPLE.matcher(source(name));
        assertThat(example.find())
                .as("an example in the documentation of %s", name)
                .isTrue();
        Matcher result = RESULT.matcher(example.group(1).replaceAll("(?m)^ \\* ?", ""));
        assertThat(result.matches())
                .as("a result after the example of %s", name)
                .isTrue();
        return new String[] {result.group(1), result.group(2)};
    }

    /** Pastes sources, evaluates an example where there is one, and forgets all but imports; gives what was wrong. */
    private static Optional<String> pasted(JShell shell, List<String> sources, String[] example) {
        try {
            sources.forEach(source -> paste(shell, source));
            String value = example == null ? "" : paste(shell, example[0]);
            return example == null || example[1].equals(value)
                    ? Optional.empty()
                    : Optional.of("the example gives " + value + " and not " + example[1]);
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        } finally {
            clear(shell, false);
        }
    }

    /** Evaluates all snippets and returns the value of the last one. */
    private static String paste(JShell shell, String code) {
        String value = null;
        String rest = code;
        while (!rest.isBlank()) {
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            for (SnippetEvent event : shell.eval(next.source() == null ? rest : next.source())) {
                Snippet snippet = event.snippet();
                // An import that stands in two classes overwrites itself.
                if (event.status() != Snippet.Status.VALID && event.status() != Snippet.Status.OVERWRITTEN
                        || event.exception() != null) {
                    List<String> reasons = new ArrayList<>();
                    shell.diagnostics(snippet).forEach(reason -> reasons.add(reason.getMessage(null)));
                    if (snippet instanceof DeclarationSnippet declaration) {
                        shell.unresolvedDependencies(declaration).forEach(reasons::add);
                    }
                    throw new IllegalArgumentException(
                            event.exception() == null
                                    ? reasons.toString()
                                    : event.exception().toString());
                }
                value = event.value();
            }
            rest = next.source() == null ? "" : next.remaining();
        }
        return value;
    }

    private static void clear(JShell shell, boolean imports) {
        List<Snippet> snippets = new ArrayList<>(shell.snippets().toList());
        Collections.reverse(snippets);
        for (Snippet snippet : snippets) {
            if (shell.status(snippet).isActive() && (imports || !(snippet instanceof ImportSnippet))) {
                shell.drop(snippet);
            }
        }
    }
}
