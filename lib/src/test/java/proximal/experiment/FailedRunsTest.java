package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.environment.BoxSpace;
import proximal.environment.ClassicControl;
import proximal.environment.DiscreteSpace;
import proximal.environment.Environment;
import proximal.environment.Space;
import proximal.environment.StepResult;
import proximal.record.RunLog;

class FailedRunsTest {
    /** So many that a run takes more steps than the trial of its environment. */
    private static final int UPDATES = 36;

    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(2)
            .withRolloutSteps(64)
            .withMinibatchSize(64)
            .withTotalSteps(UPDATES * 2 * 64);

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
    void aConfigurationThatDoesNotFitFailsAlone() {
        List<RunLog> logs = new Ablation(SMALL)
                .variant("fits", c -> c)
                .variant("does not", c -> c.withMinibatchSize(100))
                .task("CartPole-v1")
                .run();
        assertThat(logs.get(0).failure()).isEmpty();
        assertThat(logs.get(1).failure().orElseThrow())
                .isEqualTo("before its first update was done: minibatchSize must divide the 128 samples of a rollout"
                        + " (rolloutSteps * numEnvs) but was 100");
    }

    @Test
    void whereAllFailedTheAblationFails() {
        Ablation ablation = new Ablation(SMALL.withMinibatchSize(100))
                .variant("ppo", c -> c)
                .task("CartPole-v1")
                .seeds(1, 2);
        assertThatThrownBy(ablation::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "all 2 runs failed: ppo on CartPole-v1 with seed 1 failed before its first update was done:"
                                + " minibatchSize must divide the 128 samples of a rollout (rolloutSteps * numEnvs) but was 100");
        assertThatThrownBy(ablation.store(folder)::run)
                .hasMessageEndingWith("but was 100 (the store remembers it; retryFailed() runs it again)");
    }

    @Test
    void theProgressCountsThem() {
        StringBuilder texts = new StringBuilder();
        ablation(() -> ClassicControl.make("CartPole-v1"))
                .variant("bad", c -> c.withMinibatchSize(100))
                .progress((fraction, text) ->
                        texts.append(fraction).append(' ').append(text).append('\n'))
                .run();
        assertThat(texts.toString()).endsWith("1.0 8 of 8 runs, 36864 steps, 4 failed\n");
    }
}
