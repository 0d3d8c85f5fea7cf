package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proximal.environment.BoxSpace;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.environment.EnvironmentChecker;
import proximal.environment.MultiBinarySpace;
import proximal.environment.MultiDiscreteSpace;
import proximal.environment.Space;
import proximal.environment.SplitMix64;
import proximal.environment.SquashedActions;
import proximal.environment.StepResult;
import proximal.environment.TimeLimit;
import proximal.policy.DjlActorCritic;
import proximal.policy.MaskedActorCritic;
import proximal.record.Checkpoint;
import proximal.record.Policy;

/** Masks, several indices, bits and squashed actions through the whole loop. */
class MaskedTrainingTest {
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(2)
            .withRolloutSteps(64)
            .withMinibatchSize(64)
            .withTotalSteps(128 * 6);

    /** Two indices; the second pays where it is 0 at the observation 0 and else 1. Of the first two values of three are allowed. */
    private static final class Lock implements Environment {
        private final Space actions;
        private final SplitMix64 random = new SplitMix64(0);
        private final boolean masked;
        private int shown;

        Lock(Space actions, boolean masked) {
            this.actions = actions;
            this.masked = masked;
        }

        @Override
        public String name() {
            return "Lock";
        }

        @Override
        public BoxSpace observationSpace() {
            return BoxSpace.of(1 + maskSize(), 0, 2);
        }

        @Override
        public Space actionSpace() {
            return actions;
        }

        @Override
        public int maskSize() {
            return masked ? 5 : 0;
        }

        @Override
        public void reset(long seed, float[] observation) {
            random.setState(seed);
            shown = random.nextInt(3);
            show(observation);
        }

        private void show(float[] observation) {
            observation[0] = shown;
            for (int k = 1; k <= maskSize(); k++) {
                observation[k] = k - 1 == shown ? 0 : 1;
            }
        }

        @Override
        public void step(float[] action, float[] observation, StepResult result) {
            if (masked && action[0] == shown) {
                throw new IllegalArgumentException("the action " + action[0] + " is forbidden");
            }
            result.set(action[1] == Math.min(shown, 1) ? 1 : 0, false, false);
            shown = random.nextInt(3);
            show(observation);
        }

        @Override
        public double[] state() {
            return new double[] {random.state() >> 32, random.state() & 0xFFFFFFFFL, shown};
        }

        @Override
        public void setState(double[] state, float[] observation) {
            random.setState((long) state[0] << 32 | (long) state[1]);
            shown = (int) state[2];
            show(observation);
        }
    }

    private static Supplier<Environment> lock(boolean masked) {
        return () -> new TimeLimit(new Lock(MultiDiscreteSpace.of(3, 2), masked), 20);
    }

    @ParameterizedTest
    @CsvSource({"ppo, false", "ppo, true", "trpo, false", "trpo, true"})
    void aForbiddenActionIsNeverDrawn(String algorithm, boolean onDjl) {
        TrainingConfig config =
                algorithm.equals("ppo") ? SMALL : Algorithms.named("trpo").withTotalSteps(4096);
        config = onDjl ? config.withNetwork(DjlActorCritic.perceptron(true, 16)) : config;
        config = config.withNormalizeObservations(true).withKlCoef(0.1).withRecordFinalKl(true);
        try (TrainingRun run = new TrainingRun(lock(true), "test", config, 1)) {
            while (!run.finished()) {
                assertThat(run.update().get("entropy")).isBetween(0.0, Math.log(2) + Math.log(2) + 1e-5);
            }
            assertThat(run.network()).isInstanceOf(MaskedActorCritic.class);
            assertThat(run.network().observationSize()).isEqualTo(6);
            for (int i = 0; i < run.rollout().size(); i++) { // a mask is not normalised
                for (int k = 0; k < 5; k++) {
                    float mask = run.rollout().observations[6 * i + 1 + k];
                    assertThat(mask == 0 || mask == 1).isTrue();
                    assertThat(run.rollout().oldParameters[5 * i + k] == Float.NEGATIVE_INFINITY)
                            .isEqualTo(mask == 0);
                }
            }
        }
    }

    @Test
    void aMaskedRunIsResumedAndItsPolicyKept(@TempDir Path folder) {
        Path file = folder.resolve("lock.policy");
        try (TrainingRun run = new TrainingRun(lock(true), "test", SMALL, 1);
                TrainingRun resumed = new TrainingRun(lock(true), "test", SMALL, 1)) {
            run.update();
            Checkpoint checkpoint = run.checkpoint();
            resumed.restore(checkpoint);
            while (!run.finished()) {
                run.update();
                resumed.update();
            }
            assertThat(resumed.network().parameters()).isEqualTo(run.network().parameters());
            run.policy().save(file);
            Policy loaded = Policy.load(file);
            assertThat(loaded.actions()).isEqualTo(MultiDiscreteSpace.of(3, 2));
            Evaluation evaluation = Evaluation.withDefaults();
            assertThat(evaluation.of(loaded, lock(true))).isEqualTo(evaluation.of(run.policy(), lock(true)));
            assertThat(evaluation.ofRandomActions(lock(true))).hasSize(10);
        }
        assertThat(EnvironmentChecker.check(lock(true).get()).problems()).isEmpty();
    }

    @Test
    void learnsWithSeveralIndicesAndWithBits() {
        Supplier<Environment> bits = () -> new TimeLimit(new Lock(new MultiBinarySpace(2), false), 20);
        for (Supplier<Environment> task : List.of(lock(false), bits)) {
            TrainingConfig config = SMALL.withTotalSteps(128 * 60).withLearningRate(3e-3);
            try (TrainingRun run = new TrainingRun(task, "test", config, 1)) {
                while (!run.finished()) {
                    run.update();
                }
                assertThat(run.log().meanReturn(20)).isGreaterThan(17); // of 20; at random 10
                assertThat(Evaluation.withDefaults().of(run.policy(), task)).hasSize(10);
            }
        }
    }

    @Test
    void squashedActionsAreNeverClippedAndTheirPolicyIsKept(@TempDir Path folder) {
        Supplier<Environment> task = () -> new SquashedActions(ClassicControl.make("Pendulum-v1"));
        TrainingConfig config = SMALL.withEntropyCoef(0.01).withMinLogStd(-3);
        try (TrainingRun run = new TrainingRun(task, "test", config, 1)) {
            while (!run.finished()) {
                run.update();
            }
            run.policy().save(folder.resolve("policy"));
            Evaluation evaluation = Evaluation.withDefaults().withEpisodes(2);
            assertThat(evaluation.of(Policy.load(folder.resolve("policy")), task))
                    .isEqualTo(evaluation.of(run.policy(), task));
        }
    }

    @Test
    void aMaskOfAnotherSizeIsRefused() {
        Supplier<Environment> wrong = () -> new Lock(MultiDiscreteSpace.of(3, 3), true);
        assertThatThrownBy(() -> new TrainingRun(wrong, "test", SMALL, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the number of logits of a masked policy must be that of the numbers of its mask, 5, but was 6");
    }
}
