package proximal.update;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import proximal.environment.Require;
import proximal.policy.ActorCritic;
import proximal.rollout.Rollout;

/**
 * Several epochs of minibatch gradient steps on one rollout: the update rule of PPO (Schulman et al. 2017, arXiv 1707.06347,
 * algorithm 1), and with one epoch and one minibatch that of A2C (Huang et al. 2022, "A2C is a special case of PPO", arXiv
 * 2205.09123) and REINFORCE.
 *
 * <p>Each epoch visits every sample once, in a new random order. Normalisation of the advantages is by minibatch.
 *
 * <p>Copy: with the library.
 */
public final class MinibatchDescent implements UpdateRule {
    private final int epochs;
    private final boolean normalizeAdvantages;
    private final double maxGradNorm;
    private final double targetKl;
    private final Adam adam;
    private final Minibatch batch;
    private final int[] order;
    private final Diagnostics diagnostics;

    /**
     * Makes the update rule of one network, with the state of its optimiser.
     *
     * @param network the network to be updated
     * @param rolloutSize the samples of a rollout
     * @param minibatchSize the samples of a minibatch, a divisor of rolloutSize
     * @param epochs the epochs of an update, at least 1
     * @param normalizeAdvantages whether the advantages of each minibatch are brought to mean 0 and standard deviation 1
     * @param maxGradNorm the Euclidean norm that a gradient is scaled down to, positive; infinite for no clipping
     * @param targetKl the update stops after an epoch whose mean r - 1 - log r is above this, positive; infinite for never
     * @param adamEpsilon Adam's epsilon, positive
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public MinibatchDescent(
            ActorCritic network,
            int rolloutSize,
            int minibatchSize,
            int epochs,
            boolean normalizeAdvantages,
            double maxGradNorm,
            double targetKl,
            double adamEpsilon) {
        requireFit(rolloutSize, minibatchSize, normalizeAdvantages);
        Require.that(epochs >= 1, "epochs", "at least 1", epochs);
        Require.that(maxGradNorm > 0, "maxGradNorm", "positive", maxGradNorm);
        Require.that(targetKl > 0, "targetKl", "positive", targetKl);
        this.epochs = epochs;
        this.normalizeAdvantages = normalizeAdvantages;
        this.maxGradNorm = maxGradNorm;
        this.targetKl = targetKl;
        adam = new Adam(network.parameters().length, adamEpsilon);
        diagnostics = new Diagnostics(network.parameters().length);
        batch = new Minibatch(minibatchSize, network.observationSize(), network.distribution());
        order = new int[rolloutSize];
    }

    /**
     * Checks the sizes as the constructor does, before there is a network.
     *
     * @param rolloutSize the samples of a rollout
     * @param minibatchSize the samples of a minibatch
     * @param normalizeAdvantages whether the advantages of each minibatch are brought to mean 0 and standard deviation 1
     * @throws IllegalArgumentException if minibatchSize is no divisor of rolloutSize, or is 1 and cannot be normalised
     */
    public static void requireFit(long rolloutSize, int minibatchSize, boolean normalizeAdvantages) {
        Minibatch.requireDivisor(minibatchSize, rolloutSize);
        if (normalizeAdvantages && minibatchSize == 1) {
            throw new IllegalArgumentException(
                    "minibatchSize must be at least 2 where normalizeAdvantages is set but was 1");
        }
    }

    @Override
    public List<Adam> optimizers() {
        return List.of(adam);
    }

    @Override
    public Diagnostics update(
            ActorCritic network, Rollout rollout, Objective objective, double learningRate, RandomGenerator random) {
        Minibatch.requireSize(rollout, order.length);
        diagnostics.clear();
        Arrays.setAll(order, i -> i);
        for (int epoch = 0; epoch < epochs; epoch++) {
            diagnostics.beginEpoch();
            Minibatch.shuffle(order, random);
            for (int first = 0; first < order.length; first += batch.size) {
                Minibatch.requireNotInterrupted();
                batch.gather(rollout, order, first);
                step(network, objective, learningRate);
            }
            if (diagnostics.get(Measure.LAST_APPROX_KL) > targetKl) {
                break;
            }
        }
        return diagnostics;
    }

    private void step(ActorCritic network, Objective objective, double learningRate) {
        if (normalizeAdvantages) {
            batch.normalizeAdvantages();
        }
        network.forward(batch.observations, batch.size, batch.distributionParameters, batch.values);
        objective.evaluate(network.distribution(), batch, diagnostics);
        network.backward(batch.distributionGradient, batch.valueGradient);
        double norm = adam.step(network.parameters(), network.gradient(), learningRate, maxGradNorm);
        diagnostics.addGradient(network.gradient(), norm);
        network.parametersChanged();
    }
}
