package proximal.policy;

import java.util.random.RandomGenerator;

/**
 * Independent bits, parametrised by logits: P(x_j = 1) = 1 / (1 + exp(-z_j)).
 *
 * <p>Copy: with the library.
 */
public final class Bernoulli implements ActionDistribution {
    private final int size;

    /**
     * Makes the family over a number of bits.
     *
     * @param size the number of bits, at least 1
     * @throws IllegalArgumentException if size is not positive
     */
    public Bernoulli(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a Bernoulli distribution needs at least 1 bit but size was " + size);
        }
        this.size = size;
    }

    @Override
    public int actionSize() {
        return size;
    }

    @Override
    public int parameterSize() {
        return size;
    }

    @Override
    public void requireValid(float[] parameters, int n) {
        for (int i = 0; i < n * size; i++) {
            requireFinite(parameters[i], i);
        }
    }

    private void requireFinite(float logit, int i) {
        if (!(Math.abs(logit) < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the logit of bit " + i % size + " in row " + i / size + " must be finite but was " + logit);
        }
    }

    @Override
    public void sample(float[] parameters, int n, RandomGenerator random, float[] actions) {
        for (int i = 0; i < n * size; i++) {
            requireFinite(parameters[i], i);
            actions[i] = random.nextDouble() < probability(parameters[i]) ? 1 : 0;
        }
    }

    @Override
    public void mode(float[] parameters, int n, float[] actions) {
        requireValid(parameters, n);
        for (int i = 0; i < n * size; i++) {
            actions[i] = parameters[i] > 0 ? 1 : 0;
        }
    }

    @Override
    public void logProb(float[] parameters, float[] actions, int n, float[] logProb) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = i * size; k < (i + 1) * size; k++) {
                sum -= softplus(actions[k] == 1 ? -parameters[k] : parameters[k]);
            }
            logProb[i] = (float) sum;
        }
    }

    @Override
    public void entropy(float[] parameters, int n, float[] entropy) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = i * size; k < (i + 1) * size; k++) {
                sum += softplus(parameters[k]) - probability(parameters[k]) * parameters[k];
            }
            entropy[i] = (float) sum;
        }
    }

    @Override
    public void kl(float[] p, float[] q, int n, float[] kl) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = i * size; k < (i + 1) * size; k++) {
                sum += probability(p[k]) * ((double) p[k] - q[k]) - softplus(p[k]) + softplus(q[k]);
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
        for (int k = 0; k < n * size; k++) {
            double p = probability(parameters[k]);
            double gradient =
                    logProbGradient[k / size] * (actions[k] - p) - entropyGradient * p * (1 - p) * parameters[k];
            if (klGradient != 0) {
                gradient += klGradient * (p - probability(oldParameters[k]));
            }
            parameterGradient[k] = (float) gradient;
        }
    }

    /** F is diagonal: p (1 - p). */
    @Override
    public void fisherProduct(float[] parameters, int n, float[] vectors, float[] products) {
        for (int k = 0; k < n * size; k++) {
            double p = probability(parameters[k]);
            products[k] = (float) (p * (1 - p) * vectors[k]);
        }
    }

    private static double probability(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** log(1 + exp(z)). */
    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }
}
