package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import proximal.environment.BoxSpace;
import proximal.environment.ClassicControl;
import proximal.environment.DiscreteSpace;
import proximal.environment.Environment;
import proximal.environment.Space;
import proximal.environment.StepResult;
import proximal.environment.TimeLimit;
import proximal.experiment.Ablation;
import proximal.policy.DjlActorCritic;
import proximal.record.EpisodeRecord;
import proximal.record.RunLog;
import proximal.surrogate.ImportanceSampledSurrogate;
import proximal.update.UpdateRecord;

class TrainingRunTest {
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withRolloutSteps(64)
            .withMinibatchSize(64)
            .withEpochs(2)
            .withTotalSteps(10 * 4 * 64);
    private static final TrainingConfig ON_DJL = SMALL.withNetwork(DjlActorCritic.perceptron(false, 64, 64));

    /** Everything recorded but the wall-clock column. */
    private static List<Object> recorded(RunLog log) {
        List<Object> recorded = new ArrayList<>(log.episodes());
        for (UpdateRecord update : log.updates()) {
            update.columns().stream()
                    .filter(column -> !column.equals("stepsPerSecond"))
                    .forEach(column -> recorded.add(update.get(column)));
        }
        return recorded;
    }

    private static float[] trained(String task, TrainingConfig config, long seed, List<Object> records) {
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make(task), "test", config, seed)) {
            while (!run.finished()) {
                run.update();
            }
            assertThat(run.log().updates()).hasSize(10);
            records.addAll(recorded(run.log()));
            return run.network().parameters().clone();
        }
    }

    @BeforeEach
    void forgetsWhatOtherTestsTrained() {
        Ablation.forget();
    }

    @Test
    void sameSeedGivesTheSameBits() {
        for (TrainingConfig config : List.of(SMALL, ON_DJL)) {
            TrainingConfig normalized = config.withNormalizeObservations(true).withNormalizeRewards(true);
            sameSeedGivesTheSameBits("CartPole-v1", normalized);
            sameSeedGivesTheSameBits("Pendulum-v1", normalized);
        }
    }

    /** Oracle: the definition; without the clip both go beyond it. */
    @Test
    void normalisedObservationsAndRewardsAreClipped() {
        TrainingConfig config = SMALL.withNormalizeObservations(true).withNormalizeRewards(true);
        try (TrainingRun free = new TrainingRun(() -> ClassicControl.make("Pendulum-v1"), "ppo", config, 1);
                TrainingRun clipped = new TrainingRun(
                        () -> ClassicControl.make("Pendulum-v1"), "ppo", config.withNormalizationClip(0.5), 1)) {
            free.update();
            clipped.update();
            assertThat(largest(free.rollout().observations)).isGreaterThan(0.5f);
            assertThat(largest(free.rollout().rewards)).isGreaterThan(0.5f);
            assertThat(largest(clipped.rollout().observations)).isEqualTo(0.5f);
            assertThat(largest(clipped.rollout().rewards)).isEqualTo(0.5f);
        }
        assertThatThrownBy(() -> config.withNormalizationClip(0))
                .hasMessage("normalizationClip must be positive but was 0.0");
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static void sameSeedGivesTheSameBits(String task, TrainingConfig normalized) {
        List<Object> first = new ArrayList<>();
        List<Object> second = new ArrayList<>();
        List<Object> other = new ArrayList<>();
        float[] parameters = trained(task, normalized, 5, first);
        assertThat(trained(task, normalized, 5, second)).containsExactly(parameters);
        assertThat(second).isEqualTo(first).isNotEmpty();
        assertThat(trained(task, normalized, 6, other)).isNotEqualTo(parameters);
        assertThat(other).isNotEqualTo(first);
    }

    /** Oracle: the environments counted from the configuration and the episodes; the log tells them from its first episode. */
    @Test
    void theReturnIsRecordedFromWhereEveryEnvironmentHasEndedAnEpisode() {
        for (int numEnvs : new int[] {1, 3, 16}) {
            TrainingConfig config = Algorithms.named("a2c")
                    .withNumEnvs(numEnvs)
                    .withMinibatchSize(5 * numEnvs)
                    .withTotalSteps(1_500);
            try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", config, 2)) {
                int early = 0;
                while (!run.finished()) {
                    double recorded = run.update().get("episodeReturn");
                    long ended = run.log().episodes().stream()
                            .mapToInt(EpisodeRecord::environment)
                            .distinct()
                            .count();
                    assertThat(Double.isNaN(recorded)).isEqualTo(ended < numEnvs);
                    early += ended > 0 && ended < numEnvs ? 1 : 0;
                }
                assertThat(early > 0).isEqualTo(numEnvs > 1);
                assertThat(run.log().firstEpisodesEnd()).isPresent();
            }
        }
    }

    @Test
    void recordsDoNotDependOnTheNumberOfThreads() {
        recordsDoNotDependOnTheNumberOfThreads(SMALL.withLearningRate(0.01));
        recordsDoNotDependOnTheNumberOfThreads(ON_DJL.withLearningRate(0.01));
    }

    private static void recordsDoNotDependOnTheNumberOfThreads(TrainingConfig config) {
        Ablation ablation = new Ablation(config)
                .variant("clip", c -> c)
                .variant("none", c -> c.withSurrogate(new ImportanceSampledSurrogate()))
                .task("CartPole-v1")
                .seeds(1, 2);
        List<RunLog> one = ablation.threads(1).run();
        Ablation.forget();
        List<RunLog> three = ablation.threads(3).run();
        assertThat(one).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(three.get(i).variant()).isEqualTo(one.get(i).variant());
            assertThat(three.get(i).seed()).isEqualTo(one.get(i).seed());
            assertThat(recorded(three.get(i))).isEqualTo(recorded(one.get(i)));
        }
        assertThat(recorded(one.get(0))).isNotEqualTo(recorded(one.get(2)));
    }

    @Test
    void numberOfLiveArraysStaysConstant() {
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", ON_DJL, 1)) {
            run.update();
            DjlActorCritic network = (DjlActorCritic) run.network();
            int arrays = network.liveArrays();
            int inDjl = DjlArrays.live();
            for (int i = 0; i < 5; i++) {
                run.update();
                assertThat(network.liveArrays()).isEqualTo(arrays);
                assertThat(DjlArrays.live()).isEqualTo(inDjl);
            }
        }
    }

    @Test
    void enginesAgreeOnTheFirstUpdate() {
        UpdateRecord[] updates = new UpdateRecord[2];
        float[][] parameters = new float[2][];
        int i = 0;
        for (TrainingConfig config : List.of(SMALL, ON_DJL)) {
            try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", config, 3)) {
                updates[i] = run.update();
                parameters[i++] = run.network().parameters().clone();
            }
        }
        assertThat(updates[0].get("policyLoss")).isCloseTo(updates[1].get("policyLoss"), within(1e-5));
        assertThat(updates[0].get("valueLoss")).isCloseTo(updates[1].get("valueLoss"), withPercentage(1e-2));
        assertThat(updates[0].get("gradientNorm")).isCloseTo(updates[1].get("gradientNorm"), withPercentage(1e-2));
        for (int j = 0; j < parameters[0].length; j++) {
            assertThat(parameters[0][j]).isCloseTo(parameters[1][j], within(2e-5f));
        }
    }

    @Test
    void targetKlStopsTheUpdateEarly() {
        TrainingConfig hasty = SMALL.withLearningRate(0.05).withEpochs(8).withTargetKl(1e-3);
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", hasty, 1)) {
            UpdateRecord update = run.update();
            assertThat(update.get("epochs")).isLessThan(8);
            assertThat(update.get("lastApproxKl")).isGreaterThan(1e-3);
        }
    }

    @Test
    void learningRateFallsLinearly() {
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", SMALL, 1)) {
            assertThat(run.update().get("learningRate")).isEqualTo(2.5e-4);
            assertThat(run.update().get("learningRate")).isEqualTo(0.9 * 2.5e-4);
        }
        TrainingConfig constant = SMALL.withAnnealLearningRate(false);
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", constant, 1)) {
            run.update();
            assertThat(run.update().get("learningRate")).isEqualTo(2.5e-4);
        }
    }

    @Test
    void configurationsThatDoNotFitTogetherAreRefused() {
        assertThatThrownBy(() -> TrainingRun.train("CartPole-v1", SMALL.withMinibatchSize(100), 1))
                .hasMessageContainingAll("minibatchSize", "256 samples", "rolloutSteps", "numEnvs", "was 100");
        assertThatThrownBy(() -> TrainingRun.train("CartPole-v1", SMALL.withTotalSteps(255), 1))
                .hasMessageContainingAll("totalSteps", "256 steps", "rolloutSteps", "numEnvs", "was 255");
        assertThatThrownBy(() -> TrainingRun.train("CartPole-v1", SMALL.withMinibatchSize(1), 1))
                .hasMessageContaining("at least 2 where normalizeAdvantages is set");
        assertThatThrownBy(() -> TrainingRun.train("CartPole-v9", SMALL, 1)).hasMessageContaining("CartPole-v1");
    }

    @Test
    void aSurrogateThatIsNotFiniteIsNamedAndLeavesTheParametersUnharmed() {
        TrainingConfig broken = SMALL.withSurrogate((ratio, advantage) -> Math.log(-ratio));
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", broken, 1)) {
            float[] before = run.network().parameters().clone();
            assertThatThrownBy(run::update)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the surrogate must give finite numbers but for ratio");
            assertThat(run.network().parameters()).containsExactly(before);
            assertThat(run.log().updates()).isEmpty();
        }
    }

    @Test
    void anEstimatorThatLeavesAnAdvantageUnwrittenIsRefused() {
        for (int written : new int[] {0, 100, 255}) {
            TrainingConfig lazy = SMALL.withAdvantageEstimator(
                    (rollout, discount) -> Arrays.fill(rollout.advantages, 0, written, Float.NaN));
            try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", lazy, 1)) {
                assertThatThrownBy(run::update)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the advantage estimator must write all 256 elements of rollout.advantages but left"
                                + " element " + written + " as it was");
            }
        }
        TrainingConfig diligent = SMALL.withAdvantageEstimator(
                (rollout, discount) -> System.arraycopy(rollout.rewards, 0, rollout.advantages, 0, rollout.size()));
        assertThat(TrainingRun.train("CartPole-v1", diligent, 1).updates()).hasSize(10);
    }

    @Test
    void aRunThatFailsInAnAblationIsNamed() {
        Ablation ablation = new Ablation(SMALL)
                .variant("broken", c -> c)
                .task("Faulty-v0", Faulty::new)
                .seeds(7)
                .threads(1);
        assertThatThrownBy(ablation::run)
                .hasMessageContaining("the run broken on Faulty-v0 with seed 7 failed")
                .hasMessageContaining("Faulty-v0")
                .hasMessageContaining("reward")
                .hasMessageContaining("NaN");
    }

    @Test
    void recordsHaveTheNameOfTheTaskAsGiven() {
        List<RunLog> logs = new Ablation(SMALL)
                .variant("ppo", c -> c)
                .task("short", () -> new TimeLimit(ClassicControl.make("CartPole-v1"), 10))
                .task("long", () -> ClassicControl.make("CartPole-v1"))
                .run();
        assertThat(logs).extracting(RunLog::task).containsExactly("short", "long");
    }

    @Test
    void variantsAndEnvironmentsThatLeaveSomethingOutAreNamed() {
        assertThatThrownBy(() -> new Ablation(SMALL).variant("none", c -> null))
                .hasMessageContainingAll("variant none", "null");
        Ablation silent = new Ablation(SMALL).variant("ppo", c -> c).task("Silent", () -> new Faulty() {
            @Override
            public void step(float[] action, float[] observation, StepResult result) {
                observation[0] = 0;
                observation[1] = 0;
            }
        });
        assertThatThrownBy(silent::run)
                .hasMessageContaining("the run ppo on Silent with seed 1 failed")
                .hasMessageContaining("gave the reward NaN");
        Ablation tooLong = new Ablation(SMALL).variant("ppo", c -> c).task("TooLong", () -> new Faulty() {
            @Override
            public void reset(long seed, float[] observation) {
                observation[2] = 0;
            }
        });
        assertThatThrownBy(tooLong::run)
                .hasMessageContaining("ArrayIndexOutOfBoundsException")
                .hasMessageContaining("reset");
    }

    /** Gives a reward that is NaN in its fifth step. */
    private static class Faulty implements Environment {
        private int step;

        @Override
        public String name() {
            return "Faulty-v0";
        }

        @Override
        public BoxSpace observationSpace() {
            return BoxSpace.of(2, -1, 1);
        }

        @Override
        public Space actionSpace() {
            return new DiscreteSpace(2);
        }

        @Override
        public void reset(long seed, float[] observation) {
            step = 0;
            observation[0] = 0;
            observation[1] = 0;
        }

        @Override
        public void step(float[] action, float[] observation, StepResult result) {
            observation[0] = 0;
            observation[1] = 0;
            result.set(++step == 5 ? Double.NaN : 1, false, false);
        }
    }
}
