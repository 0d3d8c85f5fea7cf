package proximal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import proximal.environment.SplitMix64;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.policy.Categorical;
import proximal.policy.DiagonalGaussian;
import proximal.policy.PerceptronConfig;
import proximal.rollout.Rollout;
import proximal.surrogate.ClippedSurrogate;
import proximal.surrogate.ImportanceSampledSurrogate;
import proximal.surrogate.Surrogate;
import proximal.surrogate.ValueLoss;

/** Oracles: counting and the closed form of the first step's diagnostics. */
class MinibatchDescentTest {
    private static final int SIZE = 64;

    private final SplitMix64 random = new SplitMix64(5);

    private static Objective objective(Surrogate surrogate) {
        return new Objective(surrogate, ValueLoss.squaredError(), 0.5, 0.01, 0, 0.2);
    }

    private static ActorCritic network(ActionDistribution distribution) {
        return ActorCriticFactory.perceptron(PerceptronConfig.withDefaults()).create(3, distribution, 1);
    }

    private Rollout rollout(ActorCritic network) {
        Rollout rollout = new Rollout(SIZE, 1, 3, network.distribution());
        for (int i = 0; i < rollout.observations.length; i++) {
            rollout.observations[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < SIZE; i++) {
            rollout.advantages[i] = i + 1;
            rollout.valueTargets[i] = (float) random.nextGaussian();
        }
        network.evaluate(rollout.observations, SIZE, rollout.oldParameters, rollout.values);
        network.distribution().sample(rollout.oldParameters, SIZE, random, rollout.actions);
        network.distribution().logProb(rollout.oldParameters, rollout.actions, SIZE, rollout.oldLogProb);
        return rollout;
    }

    private static MinibatchDescent rule(ActorCritic network, int minibatchSize, int epochs, boolean normalize) {
        return new MinibatchDescent(
                network, SIZE, minibatchSize, epochs, normalize, 0.5, Double.POSITIVE_INFINITY, 1e-5);
    }

    /** A stop after the first minibatch beyond the target would leave out the rest of the epoch. */
    @Test
    void aDivergenceBeyondTheTargetStopsAfterTheEpochAndNotWithinIt() {
        ActorCritic network = network(new Categorical(2));
        Rollout rollout = rollout(network);
        MinibatchDescent rule = new MinibatchDescent(network, SIZE, 16, 5, true, 0.5, 1e-9, 1e-5);
        Diagnostics measured = rule.update(network, rollout, objective(new ClippedSurrogate(0.2)), 0.05, random);
        assertThat(measured.get("epochs")).isEqualTo(1);
        assertThat(measured.get("lastApproxKl")).isGreaterThan(1e-9);
        assertThat(rule.optimizers().get(0).steps()).isEqualTo(SIZE / 16);
    }

    @Test
    void everyEpochVisitsEverySampleOnceInANewOrder() {
        ActorCritic network = network(new Categorical(2));
        Rollout rollout = rollout(network);
        Map<Double, Integer> visits = new HashMap<>();
        StringBuilder order = new StringBuilder();
        Surrogate counting = (ratio, advantage) -> {
            visits.merge(advantage, 1, Integer::sum);
            order.append((int) advantage).append(' ');
            return advantage;
        };
        Surrogate withSlope = new Surrogate() {
            @Override
            public double objective(double ratio, double advantage) {
                return counting.objective(ratio, advantage);
            }

            @Override
            public double slope(double ratio, double advantage) {
                return 0;
            }
        };
        rule(network, 16, 3, false).update(network, rollout, objective(withSlope), 1e-3, random);
        assertThat(visits).hasSize(SIZE).allSatisfy((advantage, count) -> assertThat(count)
                .isEqualTo(3));
        String[] visited = order.toString().trim().split(" ");
        assertThat(String.join(" ", Arrays.copyOfRange(visited, 0, SIZE)))
                .isNotEqualTo(String.join(" ", Arrays.copyOfRange(visited, SIZE, 2 * SIZE)));
    }

    @Test
    void atTheOldPolicyTheDiagnosticsAreKnown() {
        ActorCritic network = network(new DiagonalGaussian(2));
        Rollout rollout = rollout(network);
        Diagnostics measured = rule(network, SIZE, 1, false)
                .update(network, rollout, objective(new ImportanceSampledSurrogate()), 1e-3, random);
        assertThat(measured.get("policyLoss")).isCloseTo(-(SIZE + 1) / 2.0, within(1e-4));
        assertThat(measured.get("approxKl")).isCloseTo(0, within(1e-9));
        assertThat(measured.get("kl")).isZero();
        assertThat(measured.get("clipFraction")).isZero();
        assertThat(measured.get("ratioMean")).isCloseTo(1, within(1e-6));
        assertThat(measured.get("entropy")).isCloseTo(Math.log(2 * Math.PI * Math.E), within(1e-6));
        assertThat(measured.get("epochs")).isEqualTo(1);
        assertThat(measured.get("ratioVariance")).isCloseTo(0, within(1e-9));
        assertThat(measured.get("effectiveSampleSize")).isCloseTo(SIZE, within(1e-6));
        assertThat(measured.get("gradientVariance")).isNaN();
        assertThat(measured.get("backtracks")).isZero();
        assertThat(measured.get("stepFraction")).isNaN();

        Diagnostics normalized = rule(network, SIZE, 1, true)
                .update(network, rollout, objective(new ImportanceSampledSurrogate()), 1e-9, random);
        assertThat(normalized.get("policyLoss")).isCloseTo(0, within(0.05));
    }

    @Test
    void theFinalKlIsWhatTheNextStepWouldSee() {
        double[] measured = new double[2];
        for (int epochs = 1; epochs <= 2; epochs++) {
            ActorCritic network = network(new DiagonalGaussian(2));
            Rollout rollout = new MinibatchDescentTest().rollout(network);
            Diagnostics diagnostics = rule(network, SIZE, epochs, true)
                    .update(network, rollout, objective(new ImportanceSampledSurrogate()), 0.01, new SplitMix64(3));
            // The mean over two steps, of which the first sees the old policy.
            measured[epochs - 1] = epochs == 1
                    ? new PolicyDivergence(network, SIZE).measure(network, rollout)
                    : 2 * diagnostics.get("kl");
        }
        assertThat(measured[0]).isPositive().isCloseTo(measured[1], withPercentage(1e-3));
    }

    @Test
    void aLambdaTrainsAsTheBuiltInSurrogateDoes() {
        float[][] parameters = new float[2][];
        Surrogate[] surrogates = {
            new ClippedSurrogate(0.2),
            (ratio, advantage) -> Math.min(ratio * advantage, Math.max(0.8, Math.min(ratio, 1.2)) * advantage)
        };
        for (int i = 0; i < 2; i++) {
            SplitMix64 own = new SplitMix64(9);
            ActorCritic network = network(new Categorical(3));
            Rollout rollout = new MinibatchDescentTest().rollout(network);
            MinibatchDescent rule = rule(network, 16, 4, true);
            rule.update(network, rollout, objective(surrogates[i]), 1e-3, own);
            parameters[i] = network.parameters().clone();
        }
        for (int j = 0; j < parameters[0].length; j++) {
            assertThat(parameters[1][j]).isCloseTo(parameters[0][j], within(1e-5f));
        }
    }

    @Test
    void badInputIsNamed() {
        ActorCritic network = network(new Categorical(2));
        assertThatThrownBy(() -> rule(network, 0, 1, false)).hasMessageContaining("minibatchSize must divide the 64");
        assertThatThrownBy(() -> rule(network, 24, 1, false)).hasMessageEndingWith("but was 24");
        assertThatThrownBy(() -> rule(network, 16, 0, false)).hasMessage("epochs must be at least 1 but was 0");
        Rollout other = new Rollout(8, 1, 3, network.distribution());
        assertThatThrownBy(() -> rule(network, 16, 1, false)
                        .update(network, other, objective(new ClippedSurrogate(0.2)), 1e-3, random))
                .hasMessage("the rollout must have the 64 samples that this rule was made for but has 8");
        assertThatThrownBy(() -> new MinibatchDescent(network, SIZE, 16, 1, false, Double.NaN, 1, 1e-5))
                .hasMessage("maxGradNorm must be positive but was NaN");
        assertThatThrownBy(() -> new MinibatchDescent(network, SIZE, 16, 1, false, 1, 0, 1e-5))
                .hasMessage("targetKl must be positive but was 0.0");
        assertThatThrownBy(() -> new Objective(new ClippedSurrogate(0.2), ValueLoss.squaredError(), -1, 0, 0, 0.2))
                .hasMessage("valueCoef must be finite and not negative but was -1.0");
    }
}
