package proximal.policy;

import java.util.random.RandomGenerator;

/** A family of distributions of which only the sizes are asked for. */
record OutputsOnly(int actionSize, int parameterSize) implements ActionDistribution {

    @Override
    public void sample(float[] parameters, int n, RandomGenerator random, float[] actions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void mode(float[] parameters, int n, float[] actions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void logProb(float[] parameters, float[] actions, int n, float[] logProb) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void entropy(float[] parameters, int n, float[] entropy) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void kl(float[] p, float[] q, int n, float[] kl) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }
}
