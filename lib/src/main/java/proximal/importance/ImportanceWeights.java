package proximal.importance;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Importance weights w = p / q, for samples of a behaviour policy with probabilities q that are to speak of a target policy
 * with probabilities p, and what tells whether they can: largest weight, mean weight and effective sample size.
 *
 * <p>Under the behaviour policy E[w] = 1 wherever q &gt; 0 whenever p &gt; 0; a mean far from 1 shows that large weights are
 * yet to come. The effective sample size (sum w)^2 / sum w^2 (Kong 1992) is the number of samples of the target policy itself
 * that would be about as good: n for equal weights, near 1 where one weight outweighs all others.
 *
 * <pre>{@code
 * ImportanceWeights.of(new double[] {0.5, 0.5, 2, 1}).effectiveSampleSize() // 2.909090909090909
 * }</pre>
 *
 * <p>Copy: alone.
 *
 * @param count the number of weights, n
 * @param mean the mean weight
 * @param max the largest weight
 * @param effectiveSampleSize (sum w)^2 / sum w^2, in [1, n]; 0 where all weights are 0
 */
public record ImportanceWeights(long count, double mean, double max, double effectiveSampleSize) {
    private static final String NEED = "importance weights need";
    private static final String NAMES = "target and behaviour";

    /**
     * Describes weights.
     *
     * @param weights the weights, shape [n], finite and not negative
     * @return what they are like
     * @throws IllegalArgumentException if there is none, or one is NaN, infinite or negative
     */
    public static ImportanceWeights of(double[] weights) {
        requireRows(NEED, "weights", weights);
        double scale = scaleOf(weights);
        double sum = 0; // of w scale and its square, so that the squares of very large and very small weights fit
        double squares = 0;
        double max = 0;
        for (int i = 0; i < weights.length; i++) {
            requireRow(i, weights[i], 0);
            max = Math.max(max, weights[i]);
            double scaled = weights[i] * scale;
            sum += scaled;
            squares += scaled * scaled;
        }
        double effective = squares == 0 ? 0 : sum * sum / squares;
        return new ImportanceWeights(weights.length, sum / weights.length / scale, max, effective);
    }

    /**
     * {@return the power of two, which rounds nothing, that brings the largest weight to between 1 and 2, or below where it is
     *     subnormal}
     *
     * @param weights the weights
     */
    public static double scaleOf(double[] weights) {
        double largest = 0;
        for (double weight : weights) {
            largest = Math.max(largest, weight);
        }
        return Math.scalb(1.0, -Math.getExponent(largest));
    }

    /**
     * Checks that columns have as many rows, and at least one.
     *
     * @param what what needs them, as "importance sampling needs"
     * @param names the names of the columns, as "weights and rewards"
     * @param columns the columns
     * @return the number of rows
     * @throws IllegalArgumentException if not
     */
    public static int requireRows(String what, String names, double[]... columns) {
        int n = columns[0].length;
        if (Arrays.stream(columns).anyMatch(column -> column.length != n)) {
            String lengths = Arrays.stream(columns)
                    .map(column -> String.valueOf(column.length))
                    .collect(Collectors.joining(", "))
                    .replaceFirst(", (\\d+)$", " and $1");
            throw new IllegalArgumentException(names + " must have the same length but had " + lengths);
        }
        if (n == 0) {
            throw new IllegalArgumentException(what + " at least 1 row but had 0");
        }
        return n;
    }

    /**
     * Checks the weight and the reward of a row.
     *
     * @param i the number of the row, from 0
     * @param weight its weight, finite and not negative
     * @param reward its reward, finite
     * @throws IllegalArgumentException if one is out of its range, or NaN
     */
    public static void requireRow(int i, double weight, double reward) {
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weight " + i + " must be finite and not negative but was " + weight);
        }
        if (!(Math.abs(reward) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("reward " + i + " must be finite but was " + reward);
        }
    }

    /**
     * Computes p / q for actions of a finite set.
     *
     * @param target the probability of each action under the target policy, shape [n], in [0, 1]
     * @param behaviour the probability with which the behaviour policy took it (the propensity), shape [n], in (0, 1]
     * @return the weights, shape [n]
     * @throws IllegalArgumentException if the lengths differ, there is no row, or a probability is NaN or out of its range
     */
    public static double[] fromProbabilities(double[] target, double[] behaviour) {
        requireRows(NEED, NAMES, target, behaviour);
        double[] weights = new double[target.length];
        for (int i = 0; i < weights.length; i++) {
            if (!(behaviour[i] > 0 && behaviour[i] <= 1)) {
                throw new IllegalArgumentException(
                        "behaviour probability " + i + " must be in (0, 1] but was " + behaviour[i]);
            }
            if (!(target[i] >= 0 && target[i] <= 1)) {
                throw new IllegalArgumentException(
                        "target probability " + i + " must be in [0, 1] but was " + target[i]);
            }
            weights[i] = target[i] / behaviour[i];
        }
        return weights;
    }

    /**
     * Computes exp(log p - log q), for probabilities or densities; densities of several dimensions, and of whole trajectories,
     * are the sums of their logarithms.
     *
     * @param logTarget log p of each action, shape [n]; negative infinity where the target never takes it
     * @param logBehaviour log q of each action, shape [n], finite
     * @return the weights, shape [n]
     * @throws IllegalArgumentException if the lengths differ, there is no row, a logarithm is NaN or positive infinity, log q is
     *     negative infinity, or a weight is too large for a double
     */
    public static double[] fromLogProbabilities(double[] logTarget, double[] logBehaviour) {
        requireRows(NEED, NAMES, logTarget, logBehaviour);
        double[] weights = new double[logTarget.length];
        for (int i = 0; i < weights.length; i++) {
            double logRatio = logRatio(logTarget, logBehaviour, i);
            weights[i] = Math.exp(logRatio);
            if (weights[i] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("weight " + i + " is exp(" + logRatio
                        + "), too large for a double; normalizedFromLogProbabilities has no such limit");
            }
        }
        return weights;
    }

    /**
     * Computes w / sum w from log-probabilities of any size: the largest log-ratio m is taken out first, exp(l - m) / sum
     * exp(l - m). Self-normalised estimates and the effective sample size are the same for these weights.
     *
     * @param logTarget log p of each action, shape [n]; negative infinity where the target never takes it
     * @param logBehaviour log q of each action, shape [n], finite
     * @return the weights, shape [n], with sum 1
     * @throws IllegalArgumentException if the lengths differ, there is no row, a logarithm is NaN or positive infinity, log q is
     *     negative infinity, or the target takes none of the actions
     */
    public static double[] normalizedFromLogProbabilities(double[] logTarget, double[] logBehaviour) {
        requireRows(NEED, NAMES, logTarget, logBehaviour);
        double[] weights = new double[logTarget.length];
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = logRatio(logTarget, logBehaviour, i);
            max = Math.max(max, weights[i]);
        }
        if (max == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "all " + weights.length + " weights are 0, so they have no normalised form");
        }
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp(weights[i] - max);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private static double logRatio(double[] logTarget, double[] logBehaviour, int i) {
        if (!(logTarget[i] < Double.POSITIVE_INFINITY) || !(Math.abs(logBehaviour[i]) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("row " + i
                    + " must have a log target that is finite or -Infinity and a finite log behaviour but had "
                    + logTarget[i] + " and " + logBehaviour[i]);
        }
        return logTarget[i] - logBehaviour[i];
    }
}
