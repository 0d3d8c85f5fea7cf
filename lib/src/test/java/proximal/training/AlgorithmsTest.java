package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import proximal.environment.ClassicControl;
import proximal.policy.ActorCriticFactory;
import proximal.policy.DjlActorCritic;
import proximal.policy.PerceptronConfig;
import proximal.record.RunLog;
import proximal.surrogate.ClippedSurrogate;
import proximal.surrogate.LogProbabilitySurrogate;
import proximal.update.UpdateRecord;

/** Oracles: identities between algorithms, and what each hyperparameter must change. */
class AlgorithmsTest {
    private static final ActorCriticFactory FUSED = ActorCriticFactory.perceptron(PerceptronConfig.withDefaults());
    private static final ActorCriticFactory DJL = DjlActorCritic.perceptron(false, 64, 64);

    static List<String> names() {
        return Algorithms.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachTrainsOnEitherEngine(String name) {
        TrainingConfig config = Algorithms.named(name);
        TrainingConfig brief = config.withTotalSteps(2L * config.numEnvs() * config.rolloutSteps());
        for (ActorCriticFactory engine : List.of(FUSED, DJL)) {
            for (String task : List.of("CartPole-v1", "Pendulum-v1")) {
                RunLog log = TrainingRun.train(task, brief.withNetwork(engine), 1);
                assertThat(log.updates()).as("%s on %s", name, task).hasSize(2).allSatisfy(update -> {
                    assertThat(update.get("policyLoss")).isFinite();
                    assertThat(update.get("gradientNorm")).isPositive();
                    assertThat(update.get("epochs")).isBetween(1.0, (double) config.epochs());
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachIsDescribedWithoutALambda(String name) {
        assertThat(Algorithms.named(name).describe())
                .hasSize(TrainingConfig.class.getRecordComponents().length)
                .allSatisfy((component, text) ->
                        assertThat(text).as(component).isNotIn("null", "lambda").doesNotContain("@", "$", "=lambda"));
        assertThat(Algorithms.named(name).describe())
                .isEqualTo(Algorithms.named(name).describe());
    }

    @Test
    void anUnknownNameIsToldTheKnownOnes() {
        assertThat(Algorithms.names())
                .startsWith("reinforce", "reinforce-baseline", "a2c")
                .endsWith("ppo-clip");
        assertThatThrownBy(() -> Algorithms.named("dqn"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the algorithm must be one of " + String.join(", ", Algorithms.names()) + " but was dqn");
    }

    private static float[] parameters(String task, TrainingConfig config, int updates) {
        TrainingConfig brief = config.withTotalSteps((long) updates * config.numEnvs() * config.rolloutSteps());
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make(task), "test", brief, 3)) {
            while (!run.finished()) {
                run.update();
            }
            return run.network().parameters().clone();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CartPole-v1", "Pendulum-v1"})
    void a2cIsPpoClipWithOneEpochAndOneMinibatch(String task) {
        TrainingConfig a2c = Algorithms.named("a2c").withRolloutSteps(16).withMinibatchSize(256);
        for (ActorCriticFactory engine : List.of(FUSED, DJL)) {
            TrainingConfig config = a2c.withNetwork(engine);
            TrainingConfig ppo = Algorithms.named("ppo-clip")
                    .withNetwork(engine)
                    .withNumEnvs(16)
                    .withRolloutSteps(16)
                    .withMinibatchSize(256)
                    .withEpochs(1)
                    .withLearningRate(7e-4)
                    .withGaeLambda(1)
                    .withClipValueLoss(false)
                    .withNormalizeAdvantages(false);
            assertThat(config.surrogate()).isEqualTo(new LogProbabilitySurrogate());
            assertThat(ppo.surrogate()).isEqualTo(new ClippedSurrogate(0.2));
            float[] first = parameters(task, config, 1);
            float[] byA2c = parameters(task, config, 4);
            float[] byPpo = parameters(task, ppo, 4);
            double largestDifference = 0;
            double largestChange = 0;
            for (int i = 0; i < byA2c.length; i++) {
                largestDifference = Math.max(largestDifference, Math.abs(byA2c[i] - byPpo[i]));
                largestChange = Math.max(largestChange, Math.abs(byA2c[i] - first[i]));
            }
            assertThat(largestDifference).isLessThan(2e-6);
            assertThat(largestChange).isGreaterThan(5e-4);
        }
    }

    @Test
    void withoutABaselineTheSurrogateIsGivenReturns() {
        TrainingConfig config = Algorithms.named("reinforce").withTotalSteps(512);
        assertThat(config.baseline()).isFalse();
        TrainingConfig withBaseline = config.withBaseline(true);
        try (TrainingRun plain = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", config, 5);
                TrainingRun reduced =
                        new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", withBaseline, 5)) {
            plain.update();
            reduced.update();
            float[] rewards = plain.rollout().rewards;
            // Every reward is 1, so the return is the sum of discounts up to the end, and then of what V expects.
            for (int env = 0; env < 4; env++) {
                double next = plain.rollout().lastValues[env];
                for (int i = rewards.length - 4 + env; i >= 0; i -= 4) {
                    next = 1 + 0.99 * (plain.rollout().terminated[i] ? 0 : next);
                    assertThat((double) plain.rollout().advantages[i]).isCloseTo(next, within(1e-4 * next));
                }
            }
            assertThat(plain.rollout().valueTargets).containsExactly(plain.rollout().advantages);
            assertThat(reduced.rollout().valueTargets).containsExactly(plain.rollout().valueTargets);
            for (int i = 0; i < rewards.length; i++) {
                assertThat(reduced.rollout().advantages[i])
                        .isCloseTo(reduced.rollout().valueTargets[i] - reduced.rollout().values[i], within(1e-4f));
            }
        }
    }

    @Test
    void anAdvantageEstimatorOfOnesOwnIsUsedWithTheDiscountOfTheRun() {
        TrainingConfig config = Algorithms.named("ppo-clip")
                .withTotalSteps(512)
                .withDiscount(0.5)
                .withAdvantageEstimator((rollout, discount) -> {
                    for (int i = 0; i < rollout.size(); i++) {
                        rollout.advantages[i] = (float) (discount + i % 3);
                    }
                });
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", config, 1)) {
            run.update();
            assertThat(run.rollout().advantages[4]).isEqualTo(1.5f);
            assertThat(run.rollout().valueTargets[4]).isEqualTo(1.5f + run.rollout().values[4]);
        }
        TrainingConfig other = Algorithms.named("ppo-clip").withTotalSteps(512);
        assertThat(parameters("CartPole-v1", other.withAdvantageEstimator(AdvantageEstimator.kStep(1)), 1))
                .containsExactly(parameters("CartPole-v1", other.withGaeLambda(0), 1));
        assertThat(parameters("CartPole-v1", other.withAdvantageEstimator(AdvantageEstimator.generalized(0.7)), 1))
                .containsExactly(parameters("CartPole-v1", other.withGaeLambda(0.7), 1));
    }

    @Test
    void theAdaptiveBetaFollowsTheKlAfterTheUpdate() {
        TrainingConfig config = Algorithms.named("ppo-penalty").withTotalSteps(6 * 2048);
        for (double klCoef : new double[] {1e-3, 1e3}) {
            List<UpdateRecord> updates = TrainingRun.train("CartPole-v1", config.withKlCoef(klCoef), 1)
                    .updates();
            assertThat(updates.get(0).get("klCoef")).isEqualTo(klCoef);
            for (int i = 1; i < updates.size(); i++) {
                UpdateRecord before = updates.get(i - 1);
                assertThat(updates.get(i).get("klCoef"))
                        .isEqualTo(config.klRule().next(before.get("klCoef"), before.get("finalKl")));
            }
            assertThat(updates.get(5).get("klCoef") > klCoef).isEqualTo(klCoef < 1);
        }
    }

    @Test
    void theFinalKlIsMeasuredWhereItIsAskedForAndChangesNothing() {
        TrainingConfig config =
                Algorithms.named("ppo-clip").withTotalSteps(1024).withAnnealLearningRate(false);
        List<UpdateRecord> without = TrainingRun.train("CartPole-v1", config, 2).updates();
        List<UpdateRecord> with = TrainingRun.train("CartPole-v1", config.withRecordFinalKl(true), 2)
                .updates();
        for (int i = 0; i < 2; i++) {
            assertThat(without.get(i).get("finalKl")).isNaN();
            assertThat(with.get(i).get("finalKl")).isPositive();
            assertThat(with.get(i).get("kl")).isEqualTo(without.get(i).get("kl"));
            assertThat(with.get(i).get("gradientVariance")).isPositive();
        }
        // One step on the whole rollout: before it the policy is the old one, after it it is not.
        UpdateRecord single = TrainingRun.train(
                        "CartPole-v1",
                        config.withRecordFinalKl(true).withEpochs(1).withMinibatchSize(512),
                        2)
                .updates()
                .get(0);
        assertThat(single.get("kl")).isCloseTo(0, within(1e-7));
        assertThat(single.get("finalKl")).isGreaterThan(1e-6);
        assertThat(single.get("effectiveSampleSize")).isCloseTo(512, within(1e-3));
        assertThat(single.get("gradientVariance")).isNaN();
    }

    @Test
    void theTrustRegionHoldsTheKlWithinItsRadius() {
        TrainingConfig config = Algorithms.named("trpo").withTotalSteps(4 * 2048);
        assertThat(TrainingRun.train("CartPole-v1", config, 1).updates()).allSatisfy(update -> {
            assertThat(update.get("finalKl")).isEqualTo(update.get("kl")).isBetween(0.001, 0.01 * (1 + 1e-6));
            assertThat(update.get("stepFraction")).isPositive();
            assertThat(update.get("effectiveSampleSize")).isBetween(1500.0, 2048.0);
        });
        UpdateRecord measured = TrainingRun.train("CartPole-v1", config.withRecordFinalKl(true), 1)
                .updates()
                .get(0);
        assertThat(measured.get("finalKl")).isCloseTo(measured.get("kl"), withPercentage(0.1));
    }

    @Test
    void aKlRuleThatGivesNoCoefficientIsNamed() {
        TrainingConfig config =
                Algorithms.named("ppo-penalty").withTotalSteps(2048).withKlRule((klCoef, kl) -> -kl);
        assertThatThrownBy(() -> TrainingRun.train("CartPole-v1", config, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "the KL rule must give a coefficient that is finite and not negative but for 1.0");
    }

    @Test
    void theEntropyBonusKeepsThePolicyRandom() {
        TrainingConfig config = Algorithms.named("ppo-clip").withTotalSteps(20 * 512);
        List<UpdateRecord> none =
                TrainingRun.train("CartPole-v1", config.withEntropyCoef(0), 1).updates();
        List<UpdateRecord> much =
                TrainingRun.train("CartPole-v1", config.withEntropyCoef(0.5), 1).updates();
        assertThat(much.get(19).get("entropy")).isGreaterThan(none.get(19).get("entropy") + 0.02);
    }

    @Test
    void theValueTermsReachTheNetwork() {
        TrainingConfig config = Algorithms.named("ppo-clip").withTotalSteps(4 * 512);
        TrainingConfig frozen = config.withValueCoef(0);
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", frozen, 1)) {
            float[] before = values(run);
            run.update();
            // Separate networks: without a value loss nothing moves the values.
            assertThat(values(run)).containsExactly(before);
        }
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", config, 1)) {
            float[] before = values(run);
            run.update();
            assertThat(values(run)).isNotEqualTo(before);
        }
        assertThat(parameters("CartPole-v1", config.withLearningRate(0.01).withClipValueLoss(false), 4))
                .isNotEqualTo(parameters("CartPole-v1", config.withLearningRate(0.01), 4));
    }

    private static float[] values(TrainingRun run) {
        float[] observations = new float[40];
        for (int i = 0; i < 40; i++) {
            observations[i] = (float) Math.sin(i);
        }
        float[] values = new float[10];
        run.network().evaluate(observations, 10, new float[20], values);
        return values;
    }

    @Test
    void actorAndCriticMayShareTheirTrunk() {
        TrainingConfig config = Algorithms.named("ppo-clip").withTotalSteps(2 * 512);
        PerceptronConfig network = PerceptronConfig.withDefaults().withSharedTrunk(true);
        TrainingConfig shared = config.withNetwork(ActorCriticFactory.perceptron(network));
        TrainingConfig sharedOnDjl = config.withNetwork(DjlActorCritic.perceptron(true, 64, 64));
        int separate = parameters("CartPole-v1", config, 1).length;
        assertThat(parameters("CartPole-v1", shared, 2)).hasSize(separate - 4 * 64 - 64 - 64 * 64 - 64);
        assertThat(parameters("CartPole-v1", sharedOnDjl, 2)).hasSize(separate - 4 * 64 - 64 - 64 * 64 - 64);
        assertThat(shared.describe().get("network")).contains("sharedTrunk=true");
    }

    @Test
    void theLogStandardDeviationIsFreeAndLearned() {
        TrainingConfig config =
                Algorithms.named("ppo-clip").withTotalSteps(4 * 512).withEntropyCoef(0.1);
        List<UpdateRecord> updates = TrainingRun.train("Pendulum-v1", config, 1).updates();
        // It begins at 0: the entropy of a standard normal action.
        assertThat(updates.get(0).get("entropy")).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E), within(0.05));
        assertThat(updates.get(3).get("entropy")).isNotEqualTo(updates.get(0).get("entropy"));
    }
}
