package proximal.policy;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The Gaussian distribution with independent dimensions, parametrised by means and log standard deviations; a row of
 * parameters is [mean_1, …, mean_k, logStd_1, …, logStd_k].
 *
 * <p>The static methods work on one distribution in double precision, the others on batches as {@link ActionDistribution}
 * says. Those go dimension by dimension, so that a standard deviation that is the same in all rows is exponentiated once, and
 * anew only where it differs from that of the row before.
 *
 * <p>Copy: with the library.
 */
public final class DiagonalGaussian implements ActionDistribution {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    /** Beyond, a policy has lost its scale long before its ratios overflow. */
    private static final float MAX_LOG_STD = 40;

    private final int size;
    private final float minLogStd;
    private final float maxLogStd;

    /**
     * Makes the family over actions of some size.
     *
     * @param size the number of dimensions k, at least 1
     * @throws IllegalArgumentException if size is not positive
     */
    public DiagonalGaussian(int size) {
        this(size, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /**
     * Makes the family over actions of some size, whose networks keep the log standard deviations in a range.
     *
     * @param size the number of dimensions k, at least 1
     * @param minLogStd the least log standard deviation; -infinity for none
     * @param maxLogStd the greatest one; infinite for none
     * @throws IllegalArgumentException if size is not positive
     */
    public DiagonalGaussian(int size, double minLogStd, double maxLogStd) {
        this.minLogStd = (float) minLogStd;
        this.maxLogStd = (float) maxLogStd;
        if (size < 1) {
            throw new IllegalArgumentException("a Gaussian needs at least 1 dimension but size was " + size);
        }
        this.size = size;
    }

    /**
     * Computes the log-density sum_j [-((x_j - mean_j) / std_j)^2 / 2 - log std_j - log(2 pi) / 2].
     *
     * @param mean the means
     * @param std the standard deviations, positive
     * @param x the point
     * @return its log-density, nats
     */
    public static double logProb(double[] mean, double[] std, double[] x) {
        double logProb = 0;
        for (int j = 0; j < mean.length; j++) {
            double z = (x[j] - mean[j]) / std[j];
            logProb -= 0.5 * z * z + Math.log(std[j]) + HALF_LOG_TWO_PI;
        }
        return logProb;
    }

    /**
     * Computes the entropy sum_j [1/2 + log(2 pi) / 2 + log std_j].
     *
     * @param std the standard deviations, positive
     * @return the entropy, nats
     */
    public static double entropy(double[] std) {
        double entropy = 0;
        for (double s : std) {
            entropy += 0.5 + HALF_LOG_TWO_PI + Math.log(s);
        }
        return entropy;
    }

    /**
     * Computes KL(p, q) = sum_j [log(stdQ_j / stdP_j) + (stdP_j^2 + (meanP_j - meanQ_j)^2) / (2 stdQ_j^2) - 1/2].
     *
     * @param meanP the means of p
     * @param stdP the standard deviations of p, positive
     * @param meanQ the means of q
     * @param stdQ the standard deviations of q, positive
     * @return the divergence, nats
     */
    public static double kl(double[] meanP, double[] stdP, double[] meanQ, double[] stdQ) {
        double kl = 0;
        for (int j = 0; j < meanP.length; j++) {
            double ratio = stdP[j] / stdQ[j];
            double shift = (meanP[j] - meanQ[j]) / stdQ[j];
            kl += 0.5 * (ratio * ratio + shift * shift - 1) - Math.log(ratio);
        }
        return kl;
    }

    @Override
    public int actionSize() {
        return size;
    }

    @Override
    public int parameterSize() {
        return 2 * size;
    }

    @Override
    public int freeParameters() {
        return size;
    }

    @Override
    public void bound(float[] weights, int first, int count) {
        if (count < size && (minLogStd > Float.NEGATIVE_INFINITY || maxLogStd < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "minLogStd and maxLogStd bound log standard deviations that are weights, but"
                            + " here they are outputs of the network; bound them in the network");
        }
        for (int i = first + Math.max(0, count - size); i < first + count; i++) {
            weights[i] = Math.max(minLogStd, Math.min(weights[i], maxLogStd));
        }
    }

    @Override
    public void requireValid(float[] parameters, int n) {
        for (int i = 0; i < n * size; i++) {
            int mean = i / size * 2 * size + i % size;
            requireNumbers(parameters[mean], parameters[mean + size], i % size, i / size);
        }
    }

    @Override
    public void sample(float[] parameters, int n, RandomGenerator random, float[] actions) {
        for (int i = 0; i < n; i++) {
            int mean = i * 2 * size;
            for (int j = 0; j < size; j++) {
                requireNumbers(parameters[mean + j], parameters[mean + size + j], j, i);
                double std = Math.exp(parameters[mean + size + j]);
                actions[i * size + j] = (float) (parameters[mean + j] + std * random.nextGaussian());
            }
        }
    }

    private static void requireNumbers(float mean, float logStd, int dimension, int row) {
        if (!(Math.abs(mean) < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the mean of action dimension " + dimension + " in row " + row + " must be finite but was " + mean);
        }
        if (!(Math.abs(logStd) <= MAX_LOG_STD)) {
            throw new IllegalArgumentException(
                    "the log standard deviation of action dimension " + dimension + " in row "
                            + row + " must be in [-" + MAX_LOG_STD + ", " + MAX_LOG_STD + "] but was " + logStd
                            + "; beyond, ratios and divergences overflow (minLogStd and maxLogStd bound it)");
        }
    }

    @Override
    public void mode(float[] parameters, int n, float[] actions) {
        requireValid(parameters, n);
        for (int i = 0; i < n; i++) {
            System.arraycopy(parameters, i * 2 * size, actions, i * size, size);
        }
    }

    @Override
    public void logProb(float[] parameters, float[] actions, int n, float[] logProb) {
        Arrays.fill(logProb, 0, n, (float) (-size * HALF_LOG_TWO_PI));
        for (int j = 0; j < size; j++) {
            double inverseStd = 0;
            for (int i = 0; i < n; i++) {
                int mean = i * 2 * size + j;
                float logStd = parameters[mean + size];
                if (i == 0 || logStd != parameters[mean - size]) {
                    inverseStd = Math.exp(-logStd);
                }
                double z = ((double) actions[i * size + j] - parameters[mean]) * inverseStd;
                logProb[i] -= (float) (0.5 * z * z + logStd);
            }
        }
    }

    @Override
    public void entropy(float[] parameters, int n, float[] entropy) {
        for (int i = 0; i < n; i++) {
            int logStd = i * 2 * size + size;
            double sum = size * (0.5 + HALF_LOG_TWO_PI);
            for (int j = 0; j < size; j++) {
                sum += parameters[logStd + j];
            }
            entropy[i] = (float) sum;
        }
    }

    @Override
    public void kl(float[] p, float[] q, int n, float[] kl) {
        Arrays.fill(kl, 0, n, 0);
        for (int j = 0; j < size; j++) {
            double inverseStd = 0;
            double spread = 0;
            for (int i = 0; i < n; i++) {
                int mean = i * 2 * size + j;
                int logStd = mean + size;
                int last = logStd - 2 * size;
                if (i == 0 || p[logStd] != p[last] || q[logStd] != q[last]) {
                    double logRatio = (double) p[logStd] - q[logStd];
                    spread = 0.5 * Math.expm1(2 * logRatio) - logRatio;
                    inverseStd = Math.exp(-q[logStd]);
                }
                double shift = ((double) p[mean] - q[mean]) * inverseStd;
                kl[i] += (float) (0.5 * shift * shift + spread);
            }
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
        for (int j = 0; j < size; j++) {
            double inverseStd = 0;
            for (int i = 0; i < n; i++) {
                int mean = i * 2 * size + j;
                int logStd = mean + size;
                if (i == 0 || parameters[logStd] != parameters[logStd - 2 * size]) {
                    inverseStd = Math.exp(-parameters[logStd]);
                }
                double z = ((double) actions[i * size + j] - parameters[mean]) * inverseStd;
                double meanGradient = logProbGradient[i] * z * inverseStd;
                double logStdGradient = logProbGradient[i] * (z * z - 1) + entropyGradient;
                if (klGradient != 0) {
                    double shift = ((double) parameters[mean] - oldParameters[mean]) * inverseStd;
                    double ratio = Math.exp((double) oldParameters[logStd] - parameters[logStd]);
                    meanGradient += klGradient * shift * inverseStd;
                    logStdGradient += klGradient * (1 - ratio * ratio - shift * shift);
                }
                parameterGradient[mean] = (float) meanGradient;
                parameterGradient[logStd] = (float) logStdGradient;
            }
        }
    }

    /** F is diagonal: 1 / std^2 for a mean, 2 for a log standard deviation. */
    @Override
    public void fisherProduct(float[] parameters, int n, float[] vectors, float[] products) {
        for (int j = 0; j < size; j++) {
            double precision = 0;
            for (int i = 0; i < n; i++) {
                int mean = i * 2 * size + j;
                int logStd = mean + size;
                if (i == 0 || parameters[logStd] != parameters[logStd - 2 * size]) {
                    precision = Math.exp(-2.0 * parameters[logStd]);
                }
                products[mean] = (float) (precision * vectors[mean]);
                products[logStd] = 2 * vectors[logStd];
            }
        }
    }
}
