package proximal.policy;

import java.util.random.RandomGenerator;

/**
 * A {@link DiagonalGaussian} u whose actions are a = tanh(u), each in (-1, 1). An action is kept as its u, so that nothing is
 * lost where tanh saturates; {@link proximal.environment.SquashedActions} brings it to the box of a task. The log-density is
 * that of a:
 *
 * <pre>
 * log p(a) = log N(u; mean, std) - sum_j log(1 - tanh(u_j)^2)
 * </pre>
 *
 * <p>What it changes: no action is clipped, as those of a plain Gaussian are. Ratios and divergences are those of u, for the
 * second term does not depend on the parameters and cancels. The entropy is that of a: it has a maximum, near a standard
 * deviation of 0.9, so an entropy bonus does not widen the policy for ever. It has no closed form and is summed at 25 points for
 * each dimension, to 1e-6 for standard deviations up to 1 and 1e-2 up to 4. (Haarnoja et al. 2018, "Soft Actor-Critic", arXiv
 * 1801.01290, appendix C.)
 *
 * <p>Copy: with the library.
 */
public final class SquashedGaussian implements ActionDistribution {
    /** The trapezoidal rule converges exponentially for such functions: its points lie half a standard deviation apart. */
    private static final double STEP = 0.5;

    private static final int HALF = 12;
    private static final double[] WEIGHTS = weights();

    private final int size;
    private final DiagonalGaussian gaussian;

    /**
     * Makes the family over actions of some size.
     *
     * @param size the number of dimensions, at least 1
     * @param minLogStd the least log standard deviation of u; -infinity for none
     * @param maxLogStd the greatest one; infinite for none
     * @throws IllegalArgumentException if size is not positive
     */
    public SquashedGaussian(int size, double minLogStd, double maxLogStd) {
        this.size = size;
        gaussian = new DiagonalGaussian(size, minLogStd, maxLogStd);
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
        gaussian.bound(weights, first, count);
    }

    @Override
    public void requireValid(float[] parameters, int n) {
        gaussian.requireValid(parameters, n);
    }

    @Override
    public void sample(float[] parameters, int n, RandomGenerator random, float[] actions) {
        gaussian.sample(parameters, n, random, actions);
    }

    /** The u that is most probable, and so the median of the action. */
    @Override
    public void mode(float[] parameters, int n, float[] actions) {
        gaussian.mode(parameters, n, actions);
    }

    @Override
    public void logProb(float[] parameters, float[] actions, int n, float[] logProb) {
        gaussian.logProb(parameters, actions, n, logProb);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < size; j++) {
                sum += logSlope(actions[i * size + j]);
            }
            logProb[i] -= (float) sum;
        }
    }

    @Override
    public void entropy(float[] parameters, int n, float[] entropy) {
        gaussian.entropy(parameters, n, entropy);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int mean = i * 2 * size; mean < i * 2 * size + size; mean++) {
                double std = Math.exp(parameters[mean + size]);
                for (int k = -HALF; k <= HALF; k++) {
                    sum += WEIGHTS[k + HALF] * logSlope(parameters[mean] + std * k * STEP);
                }
            }
            entropy[i] += (float) sum;
        }
    }

    @Override
    public void kl(float[] p, float[] q, int n, float[] kl) {
        gaussian.kl(p, q, n, kl);
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
        gaussian.backward(
                parameters, actions, oldParameters, n, logProbGradient, entropyGradient, klGradient, parameterGradient);
        for (int i = 0; entropyGradient != 0 && i < n; i++) {
            for (int mean = i * 2 * size; mean < i * 2 * size + size; mean++) {
                double std = Math.exp(parameters[mean + size]);
                double ofMean = 0;
                double ofLogStd = 0;
                for (int k = -HALF; k <= HALF; k++) {
                    double slope = -2 * WEIGHTS[k + HALF] * Math.tanh(parameters[mean] + std * k * STEP);
                    ofMean += slope;
                    ofLogStd += slope * std * k * STEP;
                }
                parameterGradient[mean] += (float) (entropyGradient * ofMean);
                parameterGradient[mean + size] += (float) (entropyGradient * ofLogStd);
            }
        }
    }

    @Override
    public void fisherProduct(float[] parameters, int n, float[] vectors, float[] products) {
        gaussian.fisherProduct(parameters, n, vectors, products);
    }

    /** The density of a standard normal distribution at each point, times the step. */
    private static double[] weights() {
        double[] weights = new double[2 * HALF + 1];
        for (int k = -HALF; k <= HALF; k++) {
            double z = k * STEP;
            weights[k + HALF] = STEP / Math.sqrt(2 * Math.PI) * Math.exp(-0.5 * z * z);
        }
        return weights;
    }

    /** log(1 - tanh(u)^2) = 2 (log 2 - |u| - log(1 + exp(-2 |u|))), which does not lose its digits where tanh saturates. */
    private static double logSlope(double u) {
        double size = Math.abs(u);
        return 2 * (Math.log(2) - size - Math.log1p(Math.exp(-2 * size)));
    }
}
