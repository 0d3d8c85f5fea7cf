package proximal.policy;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Several independent {@link Categorical} distributions, one for each index of an action; a row of parameters is the logits of
 * the first, then of the second, and so on. Log-probabilities, entropies and divergences are the sums of theirs.
 *
 * <p>A logit of minus infinity masks its value: it is never drawn and has no gradient.
 *
 * <p>Copy: with the library.
 */
public final class MultiCategorical implements ActionDistribution {
    private final int[] counts;
    private final int[] begins;
    private final int width;

    /**
     * Makes the family over several indices.
     *
     * @param counts how many values each index has, at least 1
     * @throws IllegalArgumentException if there is no index, or a count is not positive
     */
    public MultiCategorical(int... counts) {
        if (counts.length == 0 || Arrays.stream(counts).anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("several categorical distributions need at least 1 index of at least 1"
                    + " value each, but the counts were " + Arrays.toString(counts));
        }
        this.counts = counts.clone();
        begins = new int[counts.length];
        for (int j = 1; j < counts.length; j++) {
            begins[j] = begins[j - 1] + counts[j - 1];
        }
        width = Arrays.stream(counts).sum();
    }

    @Override
    public int actionSize() {
        return counts.length;
    }

    @Override
    public int parameterSize() {
        return width;
    }

    @Override
    public void requireValid(float[] parameters, int n) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < counts.length; j++) {
                requireDistribution(parameters, i, j, logSum(parameters, i, j));
            }
        }
    }

    @Override
    public void sample(float[] parameters, int n, RandomGenerator random, float[] actions) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < counts.length; j++) {
                int begin = i * width + begins[j];
                double logSum = logSum(parameters, i, j);
                requireDistribution(parameters, i, j, logSum);
                double left = random.nextDouble();
                int value = -1;
                // Rounding may leave a rest behind the last value, which may be masked: the last that is not stands.
                for (int k = 0; k < counts[j] && left >= 0; k++) {
                    double share = Math.exp(parameters[begin + k] - logSum);
                    value = share > 0 ? k : value;
                    left -= share;
                }
                actions[i * counts.length + j] = value;
            }
        }
    }

    @Override
    public void mode(float[] parameters, int n, float[] actions) {
        requireValid(parameters, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < counts.length; j++) {
                int begin = i * width + begins[j];
                int best = 0;
                for (int k = 1; k < counts[j]; k++) {
                    best = parameters[begin + k] > parameters[begin + best] ? k : best;
                }
                actions[i * counts.length + j] = best;
            }
        }
    }

    @Override
    public void logProb(float[] parameters, float[] actions, int n, float[] logProb) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < counts.length; j++) {
                int chosen = (int) actions[i * counts.length + j];
                sum += parameters[i * width + begins[j] + chosen] - logSum(parameters, i, j);
            }
            logProb[i] = (float) sum;
        }
    }

    @Override
    public void entropy(float[] parameters, int n, float[] entropy) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < counts.length; j++) {
                double logSum = logSum(parameters, i, j);
                sum += logSum - mean(parameters, parameters, i, j, logSum);
            }
            entropy[i] = (float) sum;
        }
    }

    @Override
    public void kl(float[] p, float[] q, int n, float[] kl) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < counts.length; j++) {
                double logSum = logSum(p, i, j);
                sum += mean(p, p, i, j, logSum) - logSum - mean(q, p, i, j, logSum) + logSum(q, i, j);
            }
            kl[i] = (float) sum;
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
            for (int j = 0; j < counts.length; j++) {
                double logSum = logSum(parameters, i, j);
                double oldLogSum = klGradient == 0 ? 0 : logSum(oldParameters, i, j);
                double mean = entropyGradient == 0 ? 0 : mean(parameters, parameters, i, j, logSum);
                int begin = i * width + begins[j];
                int chosen = begin + (int) actions[i * counts.length + j];
                for (int k = begin; k < begin + counts[j]; k++) {
                    double p = Math.exp(parameters[k] - logSum);
                    // d entropy / d z_k = -p_k (z_k - sum_l p_l z_l)
                    double ofEntropy = p == 0 ? 0 : entropyGradient * (parameters[k] - mean);
                    double gradient = -p * (logProbGradient[i] + ofEntropy);
                    if (klGradient != 0) {
                        gradient += klGradient * (p - Math.exp(oldParameters[k] - oldLogSum));
                    }
                    parameterGradient[k] = (float) (k == chosen ? gradient + logProbGradient[i] : gradient);
                }
            }
        }
    }

    /** For each index F = diag(p) - p p^T. */
    @Override
    public void fisherProduct(float[] parameters, int n, float[] vectors, float[] products) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < counts.length; j++) {
                double logSum = logSum(parameters, i, j);
                double mean = mean(vectors, parameters, i, j, logSum);
                int begin = i * width + begins[j];
                for (int k = begin; k < begin + counts[j]; k++) {
                    products[k] = (float) (Math.exp(parameters[k] - logSum) * (vectors[k] - mean));
                }
            }
        }
    }

    private void requireDistribution(float[] parameters, int row, int index, double logSum) {
        if (!(Math.abs(logSum) < Double.POSITIVE_INFINITY)) {
            int begin = row * width + begins[index];
            throw new IllegalArgumentException("the logits of index " + index + " in row " + row
                    + " must be numbers, of which at least one is finite and none is plus infinity, but were "
                    + Arrays.toString(Arrays.copyOfRange(parameters, begin, begin + counts[index])));
        }
    }

    /** log sum_k exp(z_k) of one index in one row. */
    private double logSum(float[] parameters, int row, int index) {
        int begin = row * width + begins[index];
        float max = parameters[begin];
        for (int k = begin + 1; k < begin + counts[index]; k++) {
            max = Math.max(max, parameters[k]);
        }
        double sum = 0;
        for (int k = begin; k < begin + counts[index]; k++) {
            sum += Math.exp(parameters[k] - max);
        }
        return max + Math.log(sum);
    }

    /** sum_k p_k x_k of one index in one row; a masked value has no share, and 0 * infinity is no number. */
    private double mean(float[] x, float[] parameters, int row, int index, double logSum) {
        int begin = row * width + begins[index];
        double mean = 0;
        for (int k = begin; k < begin + counts[index]; k++) {
            double share = Math.exp(parameters[k] - logSum);
            mean += share == 0 ? 0 : share * x[k];
        }
        return mean;
    }
}
