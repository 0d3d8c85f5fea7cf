package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.environment.BoxSpace;
import proximal.environment.ClassicControl;
import proximal.environment.DiscreteSpace;
import proximal.environment.Environment;
import proximal.environment.Space;
import proximal.environment.StepResult;
import proximal.record.Recorded;
import proximal.record.RunLog;
import proximal.training.TrainingConfig;
import proximal.training.UpdateRuleFactory;
import proximal.update.TrustRegionConfig;

class FailedRunsTest {
    /** So many that a run takes more steps than the trial of its environment. */
    private static final int UPDATES = 36;

    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(2)
            .withRolloutSteps(64)
            .withMinibatchSize(64)
            .withTotalSteps(UPDATES * 2 * 64);

    @BeforeEach
    void forgetsWhatOtherTestsTrained() {
        Ablation.forget();
    }

    @TempDir
    Path folder;

    /** An environment whose step 2150 does something bad. */
    private static Supplier<Environment> failing(Runnable bad) {
        return () -> new Environment() {
            private int steps;

            @Override
            public String name() {
                return "Failing-v0";
            }

            @Override
            public BoxSpace observationSpace() {
                return BoxSpace.of(1, -1, 1);
            }

            @Override
            public Space actionSpace() {
                return new DiscreteSpace(2);
            }

            @Override
            public void reset(long seed, float[] observation) {
                observation[0] = 0;
            }

            @Override
            public void step(float[] action, float[] observation, StepResult result) {
                if (++steps == 2150) {
                    bad.run();
                }
                observation[0] = 0;
                result.set(steps == 2170 ? Double.NaN : 1, false, steps % 50 == 0);
            }
        };
    }

    private Ablation ablation(Supplier<? extends Environment> task) {
        return new Ablation(SMALL)
                .variant("ppo", c -> c)
                .task("CartPole-v1")
                .task("mine", task)
                .seeds(1, 2)
                .store(folder);
    }

    @Test
    void areRecordedWithTheirReasonAndTheOthersGoOn() {
        List<RunLog> logs = ablation(failing(() -> {})).store(folder).run();
        assertThat(logs).hasSize(4);
        assertThat(logs.subList(0, 2)).allSatisfy(log -> {
            assertThat(log.failure()).isEmpty();
            assertThat(log.updates()).hasSize(UPDATES);
        });
        assertThat(logs.subList(2, 4)).allSatisfy(log -> {
            assertThat(log.updates()).hasSize(33); // 64 steps of each environment an update
            assertThat(log.failure().orElseThrow())
                    .isEqualTo(
                            "after update 33: environment 0 (Failing-v0) in step 2170 (its episode 43) gave the reward NaN,"
                                    + " which is no finite float");
        });
    }

    @Test
    void areNotRunAgainUnlessAskedFor() {
        AtomicInteger failures = new AtomicInteger();
        Supplier<Environment> task = failing(() -> {
            failures.incrementAndGet();
            throw new UnsupportedOperationException("no such step");
        });
        List<RunLog> first = ablation(task).run();
        assertThat(failures).hasValue(2);
        assertThat(first.get(3).failure().orElseThrow())
                .startsWith(
                        "after update 33: java.lang.UnsupportedOperationException: no such step at proximal.experiment.Failed");
        assertThat(Recorded.of(ablation(task).run())).isEqualTo(Recorded.of(first));
        assertThat(failures).hasValue(2);
        assertThat(Recorded.of(ablation(task).retryFailed().run())).isEqualTo(Recorded.of(first));
        assertThat(failures).hasValue(4);
        // Mended, in a place that the trial of the environment does not see.
        Supplier<Environment> mended = failing(() -> failures.incrementAndGet());
        assertThat(ablation(mended).run().get(3).failure()).isPresent();
        assertThat(failures).hasValue(4);
        assertThat(ablation(mended).retryFailed().run().get(3).failure().orElseThrow())
                .contains("gave the reward NaN");
        assertThat(failures).hasValue(8); // both environments of a run come to that step now
        assertThat(ablation(mended).run().get(3).failure().orElseThrow()).contains("gave the reward NaN");
    }

    /** As in a notebook: the environment is written in a cell. */
    @Test
    void anExceptionOfACellNamesItsClassAndItsLine() throws Exception {
        String cell = """
                class Mine implements proximal.environment.Environment {
                    public String name() { return "Mine-v0"; }
                    public proximal.environment.BoxSpace observationSpace() {
                        return proximal.environment.BoxSpace.of(1, -1, 1);
                    }
                    public proximal.environment.Space actionSpace() { return new proximal.environment.DiscreteSpace(2); }
                    public void reset(long seed, float[] observation) { observation[0] = 0; }
                    public void step(float[] action, float[] observation, proximal.environment.StepResult result) {
                        observation[0] = 0;
                        result.set(1, false, false);
                        WHAT
                    }
                }""";
        assertThat(reasonOf(cell, "new java.util.Random().nextInt(0);"))
                .matches("before its first update was done: java.lang.IllegalArgumentException: bound must be positive"
                        + " at REPL\\.\\$JShell\\$\\w+\\$Mine\\.step\\(.*:\\d+\\)");
        assertThat(reasonOf(cell, "throw new IllegalStateException(\"my own\");"))
                .matches(
                        "before its first .*: java.lang.IllegalStateException: my own at REPL.*Mine\\.step\\(.*:\\d+\\)");
        assertThat(reasonOf(cell, "result.set(Double.NaN, false, false);"))
                .startsWith("before its first update was done: environment 0 (Mine-v0) in step 1");
    }

    @SuppressWarnings("unchecked")
    private static String reasonOf(String cell, String statement) throws Exception {
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(Path.of(Environment.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
            for (String code : new String[] {
                cell.replace("WHAT", statement),
                "java.util.function.Supplier<Mine> mine = Mine::new;",
                "System.getProperties().put(\"proximal.test.task\", mine);"
            }) {
                assertThat(shell.eval(code)).allSatisfy(event -> {
                    assertThat(event.status()).isEqualTo(Snippet.Status.VALID);
                    assertThat(event.exception()).isNull();
                });
            }
            var task = (Supplier<Environment>) System.getProperties().remove("proximal.test.task");
            return new Ablation(SMALL)
                    .variant("ppo", c -> c)
                    .task("CartPole-v1")
                    .task("mine", task)
                    .run()
                    .get(1)
                    .failure()
                    .orElseThrow();
        }
    }

    @Test
    void anErrorOfTheMachineIsTriedAgain() {
        AtomicInteger failures = new AtomicInteger();
        Supplier<Environment> task = failing(() -> {
            failures.incrementAndGet();
            throw new OutOfMemoryError("too much");
        });
        assertThat(ablation(task).run().get(2).failure().orElseThrow()).contains("OutOfMemoryError: too much");
        ablation(task).run();
        assertThat(failures).hasValue(4);
    }

    @Test
    void configurationsThatDoNotFitAreRefusedBeforeAnyRun() {
        AtomicInteger environments = new AtomicInteger();
        Supplier<Environment> task = () -> {
            environments.incrementAndGet();
            return ClassicControl.make("CartPole-v1");
        };
        Map<String, UnaryOperator<TrainingConfig>> changes = Map.of(
                "minibatchSize must divide the 128 samples of a rollout (rolloutSteps * numEnvs) but was 100",
                c -> c.withMinibatchSize(100),
                "minibatchSize must divide the 128 samples of a rollout (rolloutSteps * numEnvs) but was 256",
                c -> c.withUpdateRule(UpdateRuleFactory.trustRegion(TrustRegionConfig.withDefaults()))
                        .withMinibatchSize(256),
                "minibatchSize must be at least 2 where normalizeAdvantages is set but was 1",
                c -> c.withMinibatchSize(1),
                "totalSteps must be at least the 128 steps of one rollout (rolloutSteps * numEnvs) but was 127",
                c -> c.withTotalSteps(127));
        changes.forEach((reason, change) -> assertThatThrownBy(() -> new Ablation(SMALL)
                        .variant("fits", c -> c)
                        .variant("does not", change)
                        .task("mine", task)
                        .store(folder.resolve("none"))
                        .run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the variant does not cannot be run: " + reason));
        assertThat(environments).hasValue(0);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whereAllFailedTheAblationFails() {
        Ablation ablation = new Ablation(SMALL)
                .variant("ppo", c -> c.withSurrogate((ratio, advantage) -> Double.NaN))
                .task("CartPole-v1")
                .seeds(1, 2);
        assertThatThrownBy(ablation::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(
                        "all 2 runs failed: ppo on CartPole-v1 with seed 1 failed before its first update was"
                                + " done: the surrogate must give finite numbers .*");
        assertThatThrownBy(ablation.store(folder)::run)
                .hasMessageEndingWith(" (the store remembers it; retryFailed() runs it again)");
    }

    /** Keeps what it is told. */
    private static final class Told implements ProgressListener {
        private final List<String> texts = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();

        @Override
        public void update(double fraction, String text) {
            texts.add(fraction + " " + text);
        }

        @Override
        public void note(String line) {
            failures.add(line);
        }
    }

    @Test
    void oneLineAtTheEndTellsOfThem() {
        Told told = new Told();
        Ablation ablation = ablation(() -> ClassicControl.make("CartPole-v1"))
                .variant("bad", c -> c.withNetwork((size, distribution, seed) -> null))
                .progress(told);
        ablation.run();
        String line =
                "4 of 8 runs failed, of the variant bad; the first: bad on CartPole-v1 with seed 1, 0 updates, failed"
                        + " before its first update was done: the factory given as network must make one but gave null";
        assertThat(told.texts).last().isEqualTo("1.0 8 of 8 runs, 36,864 steps, 4 failed");
        assertThat(told.failures).containsExactly(line);
        ablation.seeds(1, 2, 3).run();
        assertThat(told.texts)
                .last()
                .isEqualTo("1.0 12 of 12 runs (8 from the store, checked, 4 trained), 55,296 steps, 6 failed");
        assertThat(told.failures)
                .last()
                .isEqualTo(line.replace("4 of 8", "6 of 12")
                        + " (the store remembers 4 of them; retryFailed() runs them again)");
    }

    @Test
    void withoutProgressTheLineIsOnStandardError() {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            Ablation ablation = new Ablation(SMALL.withTotalSteps(128))
                    .variant("ppo", c -> c)
                    .task("CartPole-v1");
            ablation.run();
            assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("failed");
            for (int i = 1; i <= 7; i++) {
                ablation.variant("bad " + i, c -> c.withKlRule((beta, kl) -> -1));
            }
            ablation.run();
        } finally {
            System.setErr(before);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith(
                        "7 of 8 runs failed, of the variants bad 1, bad 2, bad 3, bad 4, bad 5 and 2 more; the first: bad 1"
                                + " on CartPole-v1 with seed 1, 0 updates, failed before its first update was done: the KL rule must")
                .endsWith(" gave -1.0" + System.lineSeparator());
    }

    @Test
    void argumentsAreRefusedInASentence() {
        Ablation ablation = new Ablation(SMALL);
        assertRefused(() -> new Ablation(null), "the base configuration must be given but was null");
        assertRefused(() -> ablation.variant("a", null), "what the variant a changes must be given but was null");
        assertRefused(() -> ablation.variant(null, c -> c), "the name of a variant must not be blank but was null");
        assertRefused(() -> ablation.variant("  ", c -> c), "the name of a variant must not be blank but was \"  \"");
        assertRefused(() -> ablation.task("", () -> null), "the name of a task must not be blank but was \"\"");
        assertRefused(() -> ablation.task("a", null), "what makes the task a must be given but was null");
        assertRefused(() -> ablation.store(null), "the folder of the store must be given but was null");
    }

    private static void assertRefused(ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
