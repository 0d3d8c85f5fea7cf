package proximal.update;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import proximal.policy.ActionDistribution;
import proximal.rollout.Rollout;

/**
 * Samples of a rollout, and what a step of gradient descent computes for them. All arrays belong to the minibatch and are
 * written anew in each step; k is the number of parameters of an action's distribution. A step is:
 *
 * <pre>{@code
 * batch.gather(rollout, order, first);
 * network.forward(batch.observations, batch.size, batch.distributionParameters, batch.values);
 * batch.evaluate(network.distribution());
 * for (LossTerm term : terms) { loss += term.add(batch); }
 * batch.backward(network.distribution());
 * network.backward(batch.distributionGradient, batch.valueGradient);
 * }</pre>
 *
 * <p>Not thread-safe.
 *
 * <p>Copy: with the library.
 */
public final class Minibatch {
    /** The number of samples. */
    public final int size;
    /** [size][observationSize], by {@link #gather}. */
    public final float[] observations;
    /** [size][actionSize], by {@link #gather}. */
    public final float[] actions;
    /** [size][k], those of the policy that collected the rollout, by {@link #gather}. */
    public final float[] oldDistributionParameters;
    /** [size], the log-probabilities of the actions when they were drawn, nats, by {@link #gather}. */
    public final float[] oldLogProb;
    /** [size], by {@link #gather}; perhaps changed by {@link #normalizeAdvantages}. */
    public final float[] advantages;
    /** [size], what the values are fitted to, by {@link #gather}. */
    public final float[] valueTargets;
    /** [size], the values when the rollout was collected, by {@link #gather}. */
    public final float[] oldValues;

    /** [size][k], the policy's output, by the network's forward pass. */
    public final float[] distributionParameters;
    /** [size], the value function's output, by the network's forward pass. */
    public final float[] values;

    /** [size], the log-probabilities of the actions under the policy as it is, nats, by {@link #evaluate}. */
    public final float[] logProb;
    /** [size], the entropies of the policy, nats, by {@link #evaluate}. */
    public final float[] entropy;
    /** [size], the exact KL(old, new), nats, by {@link #evaluate}. */
    public final float[] kl;
    /** [size], logProb - oldLogProb, by {@link #evaluate}. */
    public final double[] logRatio;
    /** [size], exp(logRatio), positive, by {@link #evaluate}. */
    public final double[] ratio;

    /** [size], the surrogate objective of each sample, by {@link PolicyTerm}. */
    public final double[] objective;
    /** [size], the loss of each value, without its coefficient, by {@link ValueTerm}. */
    public final double[] valueLoss;

    /** [size], the derivative of the loss in each logProb; terms add to it, {@link #evaluate} sets it to 0. */
    public final float[] logProbGradient;
    /** The derivative of the loss in every entropy; terms add to it, {@link #evaluate} sets it to 0. */
    public double entropyGradient;
    /** The derivative of the loss in every kl; terms add to it, {@link #evaluate} sets it to 0. */
    public double klGradient;
    /**
     * [size][k], the derivative of the loss in distributionParameters: terms add to it what does not go by logProb, entropy or
     * kl, {@link #evaluate} sets it to 0, and {@link #backward} adds what does.
     */
    public final float[] distributionGradient;
    /** [size], the derivative of the loss in values; terms add to it, {@link #evaluate} sets it to 0. */
    public final float[] valueGradient;

    private final int observationSize;
    private final int actionSize;
    private final int parameterSize;
    private final float[] termsGradient;

    /**
     * Makes the arrays.
     *
     * @param size the number of samples, at least 1
     * @param observationSize the number of floats of an observation
     * @param distribution the family of action distributions
     */
    public Minibatch(int size, int observationSize, ActionDistribution distribution) {
        this.size = size;
        this.observationSize = observationSize;
        actionSize = distribution.actionSize();
        parameterSize = distribution.parameterSize();
        observations = new float[size * observationSize];
        actions = new float[size * actionSize];
        oldDistributionParameters = new float[size * parameterSize];
        oldLogProb = new float[size];
        advantages = new float[size];
        valueTargets = new float[size];
        oldValues = new float[size];
        distributionParameters = new float[size * parameterSize];
        values = new float[size];
        logProb = new float[size];
        entropy = new float[size];
        kl = new float[size];
        logRatio = new double[size];
        ratio = new double[size];
        objective = new double[size];
        valueLoss = new double[size];
        logProbGradient = new float[size];
        distributionGradient = new float[size * parameterSize];
        valueGradient = new float[size];
        termsGradient = new float[size * parameterSize];
    }

    /**
     * Gathers samples.
     *
     * @param rollout where from
     * @param order indices of samples; order[first], …, order[first + size - 1] are taken
     * @param first where to begin
     */
    public void gather(Rollout rollout, int[] order, int first) {
        for (int i = 0; i < size; i++) {
            int sample = order[first + i];
            copyRow(rollout.observations, sample, observations, i, observationSize);
            copyRow(rollout.actions, sample, actions, i, actionSize);
            copyRow(rollout.oldParameters, sample, oldDistributionParameters, i, parameterSize);
            oldLogProb[i] = rollout.oldLogProb[sample];
            advantages[i] = rollout.advantages[sample];
            valueTargets[i] = rollout.valueTargets[sample];
            oldValues[i] = rollout.values[sample];
        }
    }

    /** Shifts and scales the advantages to mean 0 and standard deviation 1 (n - 1 in the denominator, plus 1e-8). */
    public void normalizeAdvantages() {
        double mean = mean(advantages);
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += (advantages[i] - mean) * (advantages[i] - mean);
        }
        double scale = 1 / (Math.sqrt(squares / (size - 1)) + 1e-8);
        for (int i = 0; i < size; i++) {
            advantages[i] = (float) ((advantages[i] - mean) * scale);
        }
    }

    /**
     * Computes from the outputs of the network what the terms of the policy read, and sets all gradients to 0.
     *
     * @param distribution the family of action distributions
     * @throws IllegalArgumentException if a ratio is not finite because the network gave no distribution
     */
    public void evaluate(ActionDistribution distribution) {
        distribution.terms(distributionParameters, oldDistributionParameters, actions, size, logProb, entropy, kl);
        for (int i = 0; i < size; i++) {
            logRatio[i] = (double) logProb[i] - oldLogProb[i];
            // Positive also where the exponential is not, as surrogates are promised.
            ratio[i] = Math.max(Math.exp(logRatio[i]), Double.MIN_NORMAL);
            if (!(ratio[i] < Double.POSITIVE_INFINITY)) {
                distribution.requireValid(distributionParameters, size);
            }
        }
        clearGradients();
    }

    /** Sets all gradients to 0, as {@link #evaluate} does. */
    public void clearGradients() {
        Arrays.fill(logProbGradient, 0);
        Arrays.fill(distributionGradient, 0);
        Arrays.fill(valueGradient, 0);
        entropyGradient = 0;
        klGradient = 0;
    }

    /**
     * Adds to {@link #distributionGradient} what the gradients in logProb, entropy and kl come to.
     *
     * @param distribution the family of action distributions
     */
    public void backward(ActionDistribution distribution) {
        distribution.backward(
                distributionParameters,
                actions,
                oldDistributionParameters,
                size,
                logProbGradient,
                entropyGradient,
                klGradient,
                termsGradient);
        for (int i = 0; i < termsGradient.length; i++) {
            distributionGradient[i] += termsGradient[i];
        }
    }

    /**
     * Computes a mean in double precision.
     *
     * @param numbers one number for each sample
     * @return their mean
     */
    public double mean(float[] numbers) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += numbers[i];
        }
        return sum / size;
    }

    /**
     * Shuffles an order of samples; every order is equally likely.
     *
     * @param order the indices
     * @param random where the randomness comes from
     */
    public static void shuffle(int[] order, RandomGenerator random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /**
     * Checks a size.
     *
     * @param minibatchSize the samples of a minibatch
     * @param rolloutSize the samples of a rollout
     * @throws IllegalArgumentException if minibatchSize is no divisor of rolloutSize
     */
    public static void requireDivisor(int minibatchSize, long rolloutSize) {
        if (minibatchSize < 1 || rolloutSize % minibatchSize != 0) {
            throw new IllegalArgumentException("minibatchSize must divide the " + rolloutSize
                    + " samples of a rollout (rolloutSteps * numEnvs) but was " + minibatchSize);
        }
    }

    /**
     * Checks a rollout.
     *
     * @param rollout the rollout
     * @param size the samples that it must have
     * @throws IllegalArgumentException if it has another number
     */
    public static void requireSize(Rollout rollout, int size) {
        if (rollout.size() != size) {
            throw new IllegalArgumentException("the rollout must have the " + size
                    + " samples that this rule was made for but has " + rollout.size());
        }
    }

    /**
     * Lets the stop button of a notebook end an update that takes long: a rule calls it before each minibatch.
     *
     * @throws CancellationException if the thread is interrupted
     */
    public static void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted within an update");
        }
    }

    private static void copyRow(float[] source, int row, float[] target, int targetRow, int width) {
        if (width <= 8) {
            for (int j = 0; j < width; j++) {
                target[targetRow * width + j] = source[row * width + j];
            }
        } else {
            System.arraycopy(source, row * width, target, targetRow * width, width);
        }
    }
}
