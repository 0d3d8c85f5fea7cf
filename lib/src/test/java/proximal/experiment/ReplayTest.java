package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.environment.StepResult;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.policy.PerceptronConfig;
import proximal.record.Recorded;
import proximal.record.RunLog;
import proximal.surrogate.Surrogate;
import proximal.training.AdvantageEstimator;
import proximal.training.TrainingConfig;
import proximal.training.UpdateRuleFactory;

/** What is edited between two calls of an ablation with a store, and what is reused then, trained anew, and said. */
class ReplayTest {
    private static final int UPDATES = 12;
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(2)
            .withRolloutSteps(64)
            .withMinibatchSize(64)
            .withEpochs(2)
            .withLearningRate(0.01)
            .withTotalSteps(UPDATES * 2 * 64)
            .withKlCoef(0.5)
            .withNetwork(ActorCriticFactory.perceptron(
                    PerceptronConfig.withDefaults().withHiddenSizes(8)));
    private static final Supplier<Environment> CART_POLE = () -> ClassicControl.make("CartPole-v1");

    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();
    private String text;

    private final ProgressListener told = new ProgressListener() {
        @Override
        public void update(double fraction, String line) {
            text = line;
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }
    };

    @BeforeEach
    void forgetsWhatOtherTestsTrained() {
        Ablation.forget();
    }

    /** In a new JVM, as it were: nothing is in memory. */
    private List<RunLog> inTheStore(UnaryOperator<TrainingConfig> change, Supplier<Environment> task) {
        Ablation.forget();
        return inMemoryToo(change, task, folder);
    }

    private List<RunLog> inMemoryToo(UnaryOperator<TrainingConfig> change, Supplier<Environment> task, Path store) {
        notes.clear();
        Ablation ablation =
                new Ablation(SMALL).variant("mine", change).task("task", task).seeds(1, 2);
        return (store == null ? ablation : ablation.store(store)).progress(told).run();
    }

    private void assertReused() {
        assertThat(text).startsWith("2 of 2 runs (2 from the store, checked, 0 trained)");
        assertThat(notes).isEmpty();
    }

    private void assertTrainedAnew() {
        assertThat(text).startsWith("2 of 2 runs, ");
        assertThat(notes)
                .singleElement()
                .asString()
                .startsWith("2 runs were trained anew, since the code computes otherwise than when what is kept was"
                        + " trained (the first: mine on task with seed 1 had ")
                .endsWith("); the old ones stay in " + folder);
    }

    static Stream<Arguments> edits() {
        return Stream.of(
                edit("surrogate", by -> c -> c.withSurrogate((r, a) -> r * a * by), 1, 1.0001),
                edit("anonymous surrogate", by -> c -> c.withSurrogate(anonymous(by)), 1, 1.0001),
                edit("KL rule", by -> c -> c.withKlRule((beta, kl) -> kl > 1e-3 ? by * beta : beta / by), 1.3, 1.31),
                edit("estimator", by -> c -> c.withAdvantageEstimator(generalized(by)), 0.9, 0.901),
                edit("update rule", by -> c -> c.withUpdateRule(epochs(by)), 2, 1),
                edit("L2 penalty", by -> c -> c.withNetwork(penalized(c.network(), by)), 1e-3, 1.1e-3),
                edit("its sign", by -> c -> c.withNetwork(penalized(c.network(), by)), 1e-3, -1e-3));
    }

    /** A function of a number that somebody edits. */
    private interface Edited {
        UnaryOperator<TrainingConfig> with(double number);
    }

    private static Arguments edit(String name, Edited edited, double before, double after) {
        return Arguments.of(name, edited, before, after);
    }

    private static Surrogate anonymous(double by) {
        return new Surrogate() {
            @Override
            public double objective(double ratio, double advantage) {
                return ratio * advantage * by;
            }
        };
    }

    private static AdvantageEstimator generalized(double gaeLambda) {
        return (rollout, discount) -> AdvantageEstimator.generalized(gaeLambda).estimate(rollout, discount);
    }

    private static UpdateRuleFactory epochs(double epochs) {
        return (network, c) -> UpdateRuleFactory.minibatchDescent().create(network, c.withEpochs((int) epochs));
    }

    private static ActorCriticFactory penalized(ActorCriticFactory factory, double coefficient) {
        return (size, distribution, seed) -> {
            ActorCritic network = factory.create(size, distribution, seed);
            return (ActorCritic) Proxy.newProxyInstance(
                    ActorCritic.class.getClassLoader(), new Class<?>[] {ActorCritic.class}, (p, method, arguments) -> {
                        Object result = method.invoke(network, arguments);
                        if (method.getName().equals("backward")) {
                            for (int i = 0; i < network.gradient().length; i++) {
                                network.gradient()[i] += (float) (coefficient * network.parameters()[i]);
                            }
                        }
                        return result;
                    });
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("edits")
    void anEditedFunctionTrainsItsRunsAnewAndTheOldOnesComeBackWithIt(
            String name, Edited edited, double before, double after) throws IOException {
        List<String> first = Recorded.of(inTheStore(edited.with(before), CART_POLE));
        assertThat(Recorded.of(inTheStore(edited.with(before), CART_POLE))).isEqualTo(first);
        assertReused();
        List<String> second = Recorded.of(inTheStore(edited.with(after), CART_POLE));
        assertTrainedAnew();
        assertThat(second).doesNotContainAnyElementsOf(first);
        assertThat(Recorded.of(inTheStore(edited.with(before), CART_POLE))).isEqualTo(first);
        assertReused();
        assertThat(Recorded.of(inTheStore(edited.with(after), CART_POLE))).isEqualTo(second);
        assertReused();
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            assertThat(runs).hasSize(4);
        }
    }

    /** CartPole with a bonus from a certain step of its life on. */
    private static Supplier<Environment> bonusFrom(int step, double bonus) {
        return () -> {
            Environment inner = CART_POLE.get();
            int[] steps = {0};
            return (Environment) Proxy.newProxyInstance(
                    Environment.class.getClassLoader(), new Class<?>[] {Environment.class}, (p, method, arguments) -> {
                        try {
                            if (method.getName().equals("state")) {
                                double[] state = Arrays.copyOf(inner.state(), inner.state().length + 1);
                                state[state.length - 1] = steps[0];
                                return state;
                            } else if (method.getName().equals("setState")) {
                                double[] state = (double[]) arguments[0];
                                steps[0] = (int) state[state.length - 1];
                                inner.setState(Arrays.copyOf(state, state.length - 1), (float[]) arguments[1]);
                                return null;
                            }
                            Object made = method.invoke(inner, arguments);
                            if (method.getName().equals("step") && ++steps[0] == step) {
                                StepResult result = (StepResult) arguments[2];
                                result.set(result.reward() + bonus, result.terminated(), result.truncated());
                            }
                            return made;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        };
    }

    /** An environment takes 768 steps in a run; the replayed ones are the first 128 and the last 128. */
    @ParameterizedTest
    @CsvSource({"5, true", "128, true", "129, false", "640, false", "641, true", "768, true"})
    void anEditedEnvironmentIsSeenWhereTheFirstOrTheLastUpdatesMeetTheEdit(int step, boolean seen) {
        inTheStore(c -> c, bonusFrom(step, 0));
        inTheStore(c -> c, bonusFrom(step, 0));
        assertReused();
        inTheStore(c -> c, bonusFrom(step, 0.5));
        if (seen) {
            assertTrainedAnew();
        } else {
            assertReused();
        }
    }

    @Test
    void aChangedHyperparameterIsAnotherRunAndNothingIsSaid() {
        inTheStore(c -> c, CART_POLE);
        inTheStore(c -> c.withGaeLambda(0.9), CART_POLE);
        assertThat(text).startsWith("2 of 2 runs, ");
        assertThat(notes).isEmpty();
    }

    /** A class as somebody edits it in the library's sources: its name stays, its bytes do not. */
    private Surrogate compiled(String version, String body) throws Exception {
        Path sources = Files.createDirectories(folder.resolve(version));
        Path file = Files.writeString(
                sources.resolve("Edited.java"),
                "public final class Edited implements proximal.surrogate.Surrogate {\n"
                        + "public double objective(double ratio, double advantage) {\n" + body + "\n}\n}\n");
        String classes = Path.of(Surrogate.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-g", "-cp", classes, "-d", sources.toString(), file.toString()))
                .isZero();
        var loader = new URLClassLoader(
                new URL[] {sources.toUri().toURL()}, getClass().getClassLoader());
        return (Surrogate) loader.loadClass("Edited").getConstructor().newInstance();
    }

    @Test
    void anEditedCommentReusesTheRunsAndAnEditedClassDoesNot() throws Exception {
        Surrogate before = compiled("before", "return 1.5 * ratio * advantage;");
        Surrogate commented = compiled("commented", "// as before\n\n return 1.5 * ratio * advantage;");
        Surrogate edited = compiled("edited", "return 1.6 * ratio * advantage;");
        inTheStore(c -> c.withSurrogate(before), CART_POLE);
        inTheStore(c -> c.withSurrogate(commented), CART_POLE);
        assertReused();
        inTheStore(c -> c.withSurrogate(edited), CART_POLE);
        assertTrainedAnew();
    }

    @Test
    void aJvmOfAnotherKindReusesTheRuns() throws Exception {
        StoredAblation.ablation().store(folder).run();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String found = "4 of 4 runs (4 from the store, checked, 0 trained), 5,120 steps";
        assertThat(lastLine(java, "--add-modules", "jdk.incubator.vector", "-XX:MaxVectorSize=16"))
                .as("vectors of 128 bits")
                .isEqualTo(found);
        assertThat(lastLine(java)).as("no vectors").isEqualTo(found);
    }

    @Test
    void aJvmOfAnotherVersionReusesTheRuns() throws Exception {
        Path other;
        try (Stream<Path> jvms = Files.isDirectory(Path.of("/usr/lib/jvm"))
                ? Files.list(Path.of("/usr/lib/jvm"))
                : Stream.<Path>empty()) {
            other = jvms.filter(jvm -> jvm.getFileName().toString().startsWith("temurin-25"))
                    .map(jvm -> jvm.resolve("bin").resolve("java"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(null);
        }
        assumeThat(other).as("a JDK 25").isNotNull();
        StoredAblation.ablation().store(folder).run();
        assertThat(lastLine(other.toString(), "--add-modules", "jdk.incubator.vector"))
                .isEqualTo("4 of 4 runs (4 from the store, checked, 0 trained), 5,120 steps");
    }

    private String lastLine(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StoredAblation.class.getName(),
                folder.toString()));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().reduce("", (first, second) -> second);
    }

    @Test
    void aStoreOfAnOlderFormatIsNamedAndLeftAsItIs() throws IOException {
        Path old = Files.createDirectories(folder.resolve("runs").resolve("CartPole-v1_mine_seed1_0123456789abcdef"));
        assertThatThrownBy(() -> inTheStore(c -> c, CART_POLE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the store " + folder + " holds runs in format 1, and this version of the library reads format"
                                + " 2: give it another folder, or move this one away");
        assertThat(old).isEmptyDirectory();
        assertThat(folder.resolve("checkpoints")).doesNotExist();
    }

    @Test
    void theSameCellGivesItsRunsFromMemoryAndAnEditedOneDoesNot() {
        List<RunLog> first = inMemoryToo(c -> c.withSurrogate((r, a) -> r * a), CART_POLE, null);
        assertThat(text).isEqualTo("2 of 2 runs, 3,072 steps");
        List<RunLog> again = inMemoryToo(c -> c.withSurrogate((r, a) -> r * a), CART_POLE, null);
        assertThat(text).isEqualTo("2 of 2 runs (2 from memory, checked, 0 trained), 3,072 steps");
        assertThat(again.get(1).updates()).isEqualTo(first.get(1).updates()); // stepsPerSecond too
        again.get(1).fail("by somebody");
        inMemoryToo(c -> c.withSurrogate((r, a) -> 1.1 * r * a), CART_POLE, null);
        assertThat(text).isEqualTo("2 of 2 runs, 3,072 steps");
        assertThat(notes).singleElement().asString().endsWith("); the old ones stay in memory");
        List<RunLog> back = inMemoryToo(c -> c.withSurrogate((r, a) -> r * a), CART_POLE, null);
        assertThat(Recorded.of(back)).isEqualTo(Recorded.of(first));
        assertThat(text).contains("2 from memory");
        Ablation.forget();
        inMemoryToo(c -> c.withSurrogate((r, a) -> r * a), CART_POLE, null);
        assertThat(text).isEqualTo("2 of 2 runs, 3,072 steps");
    }

    @Test
    void whatIsInMemoryGoesIntoAStore() {
        List<RunLog> first = inMemoryToo(c -> c, CART_POLE, null);
        inMemoryToo(c -> c, CART_POLE, folder);
        assertThat(text).startsWith("2 of 2 runs (2 from memory, checked, 0 trained)");
        assertThat(Recorded.of(inTheStore(c -> c, CART_POLE))).isEqualTo(Recorded.of(first));
        assertReused();
    }
}
