package proximal.policy;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The categorical distribution over the actions 0, …, n - 1, parametrised by logits: p_j = exp(z_j) / sum_k exp(z_k).
 *
 * <p>The static methods work on one distribution in double precision, the others on batches as {@link ActionDistribution}
 * says, with sums in double precision.
 *
 * <p>Copy: with the library.
 */
public final class Categorical implements ActionDistribution {
    private final int count;

    /**
     * Makes the family over a number of actions.
     *
     * @param count the number of actions n, at least 1
     * @throws IllegalArgumentException if count is not positive
     */
    public Categorical(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "a categorical distribution needs at least 1 action but count was " + count);
        }
        this.count = count;
    }

    /**
     * Computes log p_a.
     *
     * @param logits the logits
     * @param action the action a
     * @return its log-probability, nats
     */
    public static double logProb(double[] logits, int action) {
        return logits[action] - logSumExp(logits);
    }

    /**
     * Computes the entropy -sum_j p_j log p_j.
     *
     * @param logits the logits
     * @return the entropy, nats
     */
    public static double entropy(double[] logits) {
        double logSum = logSumExp(logits);
        double entropy = 0;
        for (double logit : logits) {
            double share = Math.exp(logit - logSum);
            entropy -= share == 0 ? 0 : share * (logit - logSum);
        }
        return entropy;
    }

    /**
     * Computes KL(p, q) = sum_j p_j (log p_j - log q_j).
     *
     * @param p the logits of p
     * @param q the logits of q, as many
     * @return the divergence, nats
     */
    public static double kl(double[] p, double[] q) {
        double logSumP = logSumExp(p);
        double logSumQ = logSumExp(q);
        double kl = 0;
        for (int j = 0; j < p.length; j++) {
            double share = Math.exp(p[j] - logSumP);
            kl += share == 0 ? 0 : share * ((p[j] - logSumP) - (q[j] - logSumQ));
        }
        return kl;
    }

    private static double logSumExp(double[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - max);
        }
        return max + Math.log(sum);
    }

    @Override
    public int actionSize() {
        return 1;
    }

    @Override
    public int parameterSize() {
        return count;
    }

    @Override
    public void requireValid(float[] parameters, int n) {
        for (int i = 0; i < n; i++) {
            requireDistribution(parameters, i * count, i, max(parameters, i * count));
        }
    }

    @Override
    public void sample(float[] parameters, int n, RandomGenerator random, float[] actions) {
        for (int i = 0; i < n; i++) {
            int row = i * count;
            double logSum = logSumExp(parameters, row);
            requireDistribution(parameters, row, i, logSum);
            double left = random.nextDouble();
            int action = 0;
            while (action < count - 1 && (left -= Math.exp(parameters[row + action] - logSum)) >= 0) {
                action++;
            }
            // Rounding may leave a rest for the last action, which may be masked.
            while (action > 0 && parameters[row + action] == Float.NEGATIVE_INFINITY) {
                action--;
            }
            actions[i] = action;
        }
    }

    @Override
    public void mode(float[] parameters, int n, float[] actions) {
        requireValid(parameters, n);
        for (int i = 0; i < n; i++) {
            int best = 0;
            for (int j = 1; j < count; j++) {
                if (parameters[i * count + j] > parameters[i * count + best]) {
                    best = j;
                }
            }
            actions[i] = best;
        }
    }

    @Override
    public void logProb(float[] parameters, float[] actions, int n, float[] logProb) {
        for (int i = 0; i < n; i++) {
            int row = i * count;
            logProb[i] = (float) (parameters[row + (int) actions[i]] - logSumExp(parameters, row));
        }
    }

    @Override
    public void entropy(float[] parameters, int n, float[] entropy) {
        for (int i = 0; i < n; i++) {
            int row = i * count;
            double logSum = logSumExp(parameters, row);
            double sum = 0;
            for (int j = row; j < row + count; j++) {
                double share = Math.exp(parameters[j] - logSum);
                sum -= share == 0 ? 0 : share * (parameters[j] - logSum);
            }
            entropy[i] = (float) sum;
        }
    }

    @Override
    public void kl(float[] p, float[] q, int n, float[] kl) {
        for (int i = 0; i < n; i++) {
            int row = i * count;
            double logSumP = logSumExp(p, row);
            double logSumQ = logSumExp(q, row);
            double sum = 0;
            for (int j = row; j < row + count; j++) {
                double share = Math.exp(p[j] - logSumP);
                sum += share == 0 ? 0 : share * ((p[j] - logSumP) - (q[j] - logSumQ));
            }
            kl[i] = (float) sum;
        }
    }

    @Override
    public void terms(
            float[] parameters,
            float[] oldParameters,
            float[] actions,
            int n,
            float[] logProb,
            float[] entropy,
            float[] kl) {
        for (int i = 0; i < n; i++) {
            int row = i * count;
            float max = max(parameters, row);
            float oldMax = max(oldParameters, row);
            double sum = 0;
            double oldSum = 0;
            double logits = 0;
            double differences = 0;
            for (int j = row; j < row + count; j++) {
                double weight = Math.exp(parameters[j] - max);
                double oldWeight = Math.exp(oldParameters[j] - oldMax);
                sum += weight;
                oldSum += oldWeight;
                // An action that is masked by a logit of minus infinity has no share, and 0 * infinity is no number.
                logits += weight == 0 ? 0 : weight * parameters[j];
                differences += oldWeight == 0 ? 0 : oldWeight * ((double) oldParameters[j] - parameters[j]);
            }
            double logSum = max + Math.log(sum);
            double oldLogSum = oldMax + Math.log(oldSum);
            logProb[i] = (float) (parameters[row + (int) actions[i]] - logSum);
            entropy[i] = (float) (logSum - logits / sum);
            kl[i] = (float) (differences / oldSum - oldLogSum + logSum);
        }
    }

    @Override
    public void backward(
            float[] parameters,
            float[] actions,
            float[] oldParameters,
            int n,
            float[] logProbGradient,
            double entropyGradient,
            double klGradient,
            float[] parameterGradient) {
        for (int i = 0; i < n; i++) {
            int row = i * count;
            // The probabilities go where the gradient will be.
            probabilities(parameters, row, parameterGradient);
            double oldLogSum = klGradient == 0 ? 0 : logSumExp(oldParameters, row);
            double mean = 0;
            for (int j = row; j < row + count; j++) {
                mean += parameterGradient[j] == 0 ? 0 : parameterGradient[j] * parameters[j];
            }
            int action = row + (int) actions[i];
            for (int j = row; j < row + count; j++) {
                double p = parameterGradient[j];
                // d entropy / d z_j = -p_j (z_j - sum_k p_k z_k)
                double gradient = p == 0 ? 0 : -p * (logProbGradient[i] + entropyGradient * (parameters[j] - mean));
                if (klGradient != 0) {
                    gradient += klGradient * (p - Math.exp(oldParameters[j] - oldLogSum));
                }
                parameterGradient[j] = (float) (j == action ? gradient + logProbGradient[i] : gradient);
            }
        }
    }

    /** F = diag(p) - p p^T in the logits, so (F v)_j = p_j (v_j - sum_k p_k v_k). */
    @Override
    public void fisherProduct(float[] parameters, int n, float[] vectors, float[] products) {
        for (int i = 0; i < n; i++) {
            int row = i * count;
            double logSum = logSumExp(parameters, row);
            double mean = 0;
            for (int j = row; j < row + count; j++) {
                double share = Math.exp(parameters[j] - logSum);
                mean += share == 0 ? 0 : share * vectors[j];
            }
            for (int j = row; j < row + count; j++) {
                double share = Math.exp(parameters[j] - logSum);
                products[j] = share == 0 ? 0 : (float) (share * (vectors[j] - mean));
            }
        }
    }

    /** A finite sum, or maximum, has no NaN and no plus infinity, and not minus infinity alone. */
    private void requireDistribution(float[] parameters, int row, int number, double sum) {
        if (!(Math.abs(sum) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the logits of row " + number
                    + " must be numbers, of which at least one is finite and none is plus infinity, but were "
                    + Arrays.toString(Arrays.copyOfRange(parameters, row, row + count)));
        }
    }

    private void probabilities(float[] parameters, int row, float[] target) {
        float max = max(parameters, row);
        double sum = 0;
        for (int j = row; j < row + count; j++) {
            double weight = Math.exp(parameters[j] - max);
            target[j] = (float) weight;
            sum += weight;
        }
        double scale = 1 / sum;
        for (int j = row; j < row + count; j++) {
            target[j] = (float) (target[j] * scale);
        }
    }

    private float max(float[] parameters, int row) {
        float max = parameters[row];
        for (int j = row + 1; j < row + count; j++) {
            max = Math.max(max, parameters[j]);
        }
        return max;
    }

    private double logSumExp(float[] parameters, int row) {
        float max = max(parameters, row);
        double sum = 0;
        for (int j = row; j < row + count; j++) {
            sum += Math.exp(parameters[j] - max);
        }
        return max + Math.log(sum);
    }
}
