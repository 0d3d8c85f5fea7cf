package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import proximal.environment.SplitMix64;
import proximal.experiment.Ablation;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.policy.Categorical;
import proximal.policy.DiagonalGaussian;
import proximal.policy.DjlActorCritic;
import proximal.policy.PerceptronConfig;
import proximal.record.RunLog;
import proximal.rollout.Rollout;
import proximal.surrogate.ImportanceSampledSurrogate;
import proximal.surrogate.ValueLoss;
import proximal.update.Diagnostics;
import proximal.update.LossTerm;
import proximal.update.Minibatch;
import proximal.update.Objective;

/** Terms that a researcher would write, by the public API alone. Oracle: central differences of the loss in the weights. */
class LossTermTest {
    private static final int OBSERVATION = 3;
    private static final int SIZE = 32;
    private static final ActorCriticFactory FUSED =
            ActorCriticFactory.perceptron(PerceptronConfig.withDefaults().withHiddenSizes(16));
    private static final ActorCriticFactory DJL = DjlActorCritic.perceptron(false, 16);

    /** A penalty on the mean action: coefficient * mean |mu|^2. */
    private static LossTerm meanPenalty(int actionSize, double coefficient) {
        return batch -> {
            double sum = 0;
            for (int i = 0; i < batch.size; i++) {
                for (int j = i * 2 * actionSize; j < i * 2 * actionSize + actionSize; j++) {
                    float mean = batch.distributionParameters[j];
                    sum += coefficient * mean * mean;
                    batch.distributionGradient[j] += (float) (2 * coefficient * mean / batch.size);
                }
            }
            return sum / batch.size;
        };
    }

    /** Behaviour cloning: -coefficient * mean log pi(a|s), with the action that an expert has for the observation. */
    private static LossTerm cloning(ActionDistribution distribution, double coefficient) {
        return batch -> {
            float[] expert = new float[batch.size * distribution.actionSize()];
            for (int i = 0; i < batch.size; i++) {
                boolean right = batch.observations[i * OBSERVATION] > 0;
                for (int j = 0; j < distribution.actionSize(); j++) {
                    expert[i * distribution.actionSize() + j] = right ? 1 : 0;
                }
            }
            float[] logProb = new float[batch.size];
            float[] weights = new float[batch.size];
            float[] gradient = new float[batch.distributionGradient.length];
            distribution.logProb(batch.distributionParameters, expert, batch.size, logProb);
            java.util.Arrays.fill(weights, (float) (-coefficient / batch.size));
            distribution.backward(batch.distributionParameters, expert, null, batch.size, weights, 0, 0, gradient);
            for (int i = 0; i < gradient.length; i++) {
                batch.distributionGradient[i] += gradient[i];
            }
            return -coefficient * batch.mean(logProb);
        };
    }

    /** A second penalty, KL(new, old), beside the KL(old, new) of the paper. */
    private static LossTerm reverseKl(ActionDistribution distribution, double coefficient) {
        return batch -> {
            float[] kl = new float[batch.size];
            float[] now = batch.distributionParameters;
            float[] old = batch.oldDistributionParameters;
            distribution.kl(now, old, batch.size, kl);
            int k = distribution.parameterSize();
            for (int i = 0; i < batch.size; i++) {
                double logSum = 0;
                double oldLogSum = 0;
                for (int j = i * k; j < (i + 1) * k; j++) {
                    logSum += Math.exp(now[j]);
                    oldLogSum += Math.exp(old[j]);
                }
                for (int j = i * k; j < (i + 1) * k; j++) {
                    double slope;
                    if (distribution instanceof Categorical) {
                        double share = Math.exp(now[j]) / logSum;
                        slope = share * (now[j] - Math.log(logSum) - old[j] + Math.log(oldLogSum) - kl[i]);
                    } else if (j < i * k + k / 2) {
                        slope = (now[j] - old[j]) * Math.exp(-2 * old[j + k / 2]);
                    } else {
                        slope = Math.exp(2 * (now[j] - old[j])) - 1;
                    }
                    batch.distributionGradient[j] += (float) (coefficient * slope / batch.size);
                }
            }
            return coefficient * batch.mean(kl);
        };
    }

    private static Map<String, LossTerm> terms(ActionDistribution distribution, Random random) {
        LossTerm penalty = distribution instanceof DiagonalGaussian
                ? meanPenalty(distribution.actionSize(), random.nextDouble())
                : batch -> 0;
        LossTerm weighted = batch -> { // per sample, by the gradients in logProb and values
            double sum = 0;
            for (int i = 0; i < batch.size; i++) {
                double weight = Math.max(0, batch.observations[i * OBSERVATION]);
                sum += weight * (batch.values[i] - batch.logProb[i]);
                batch.logProbGradient[i] -= (float) (weight / batch.size);
                batch.valueGradient[i] += (float) (weight / batch.size);
            }
            return sum / batch.size;
        };
        return Map.of(
                "penalty",
                penalty,
                "cloning",
                cloning(distribution, random.nextDouble()),
                "reverseKl",
                reverseKl(distribution, 2 * random.nextDouble()),
                "weighted",
                weighted);
    }

    @Property(tries = 40)
    void theFusedEngineDescendsTheWholeLoss(@ForAll long seed) {
        hasTheGradientOfItsLoss(FUSED, seed);
    }

    @Property(tries = 10)
    void djlDescendsTheWholeLoss(@ForAll long seed) {
        hasTheGradientOfItsLoss(DJL, seed);
    }

    private static void hasTheGradientOfItsLoss(ActorCriticFactory engine, long seed) {
        Random random = new Random(seed);
        ActionDistribution distribution = random.nextBoolean() ? new Categorical(3) : new DiagonalGaussian(2);
        try (ActorCritic network = engine.create(OBSERVATION, distribution, seed)) {
            Minibatch batch = new Minibatch(SIZE, OBSERVATION, distribution);
            batch.gather(
                    rollout(network, random),
                    java.util.stream.IntStream.range(0, SIZE).toArray(),
                    0);
            move(network, gaussian(random, network.parameters().length), 0.05); // away from the old policy
            Objective objective = new Objective(
                            new ImportanceSampledSurrogate(), ValueLoss.squaredError(), 0.5, 0.01, 0.3, 0.2)
                    .withTerms(terms(distribution, random));
            loss(network, objective, batch);
            network.backward(batch.distributionGradient, batch.valueGradient);
            float[] gradient = network.gradient().clone();
            float[] other = gaussian(random, gradient.length);
            for (float[] direction : List.of(unit(gradient), unit(other))) {
                double expected = 0;
                for (int i = 0; i < gradient.length; i++) {
                    expected += (double) gradient[i] * direction[i];
                }
                double step = 5e-3;
                move(network, direction, step);
                double above = loss(network, objective, batch);
                move(network, direction, -2 * step);
                double below = loss(network, objective, batch);
                move(network, direction, step);
                assertThat((above - below) / (2 * step)).isCloseTo(expected, within(2e-3 + 5e-3 * Math.abs(expected)));
            }
        }
    }

    private static double loss(ActorCritic network, Objective objective, Minibatch batch) {
        network.forward(batch.observations, batch.size, batch.distributionParameters, batch.values);
        return objective.evaluate(network.distribution(), batch, new Diagnostics(network.parameters().length));
    }

    private static Rollout rollout(ActorCritic network, Random random) {
        Rollout rollout = new Rollout(SIZE, 1, OBSERVATION, network.distribution());
        for (float[] array : new float[][] {rollout.observations, rollout.advantages, rollout.valueTargets}) {
            System.arraycopy(gaussian(random, array.length), 0, array, 0, array.length);
        }
        RandomGenerator actions = new SplitMix64(random.nextLong());
        network.evaluate(rollout.observations, SIZE, rollout.oldParameters, rollout.values);
        network.distribution().sample(rollout.oldParameters, SIZE, actions, rollout.actions);
        network.distribution().logProb(rollout.oldParameters, rollout.actions, SIZE, rollout.oldLogProb);
        return rollout;
    }

    private static float[] gaussian(Random random, int size) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float x : vector) {
            squares += (double) x * x;
        }
        float[] unit = vector.clone();
        for (int i = 0; i < unit.length; i++) {
            unit[i] /= (float) Math.sqrt(squares);
        }
        return unit;
    }

    private static void move(ActorCritic network, float[] direction, double step) {
        for (int i = 0; i < direction.length; i++) {
            network.parameters()[i] += (float) (step * direction[i]);
        }
        network.parametersChanged();
    }

    @Test
    void aTermOfACellTrainsInAnAblationOnBothEngines() {
        TrainingConfig base = TrainingConfig.withDefaults()
                .withNumEnvs(2)
                .withRolloutSteps(64)
                .withMinibatchSize(64)
                .withTotalSteps(128 * 5)
                .withLearningRate(3e-3);
        List<RunLog> logs = new Ablation(base)
                .variant("fused", c -> c.withNetwork(FUSED))
                .variant("fused, penalty", c -> c.withNetwork(FUSED).withLossTerm("penalty", meanPenalty(1, 100)))
                .variant("djl", c -> c.withNetwork(DJL))
                .variant("djl, penalty", c -> c.withNetwork(DJL).withLossTerm("penalty", meanPenalty(1, 100)))
                .task("Pendulum-v1")
                .run();
        for (int i : new int[] {1, 3}) {
            assertThat(logs.get(i).updates()).hasSize(5);
            double first = logs.get(i).updates().get(0).get("penalty");
            assertThat(logs.get(i).updates().get(4).get("penalty")).isPositive().isLessThan(first / 2);
            assertThat(logs.get(i - 1).columns()).doesNotContain("penalty");
        }
    }

    @Test
    void aLossThatIsNoNumberIsRefusedByItsName() {
        TrainingConfig config =
                TrainingConfig.withDefaults().withTotalSteps(512).withLossTerm("odd", batch -> Double.NaN);
        assertThatThrownBy(() -> TrainingRun.train("CartPole-v1", config, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("odd")
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> config.withLossTerm("kl", batch -> 0)).hasMessageContaining("kl");
    }
}
