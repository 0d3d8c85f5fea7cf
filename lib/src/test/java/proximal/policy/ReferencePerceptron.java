package proximal.policy;

import proximal.policy.PerceptronConfig.Activation;

/** The perceptron of {@link PerceptronActorCritic} once more, in double precision and written for clarity alone. */
final class ReferencePerceptron {
    private final int observationSize;
    private final int outputs;
    private final int freeLogStd;
    private final PerceptronConfig config;

    ReferencePerceptron(int observationSize, int parameterSize, int freeLogStd, PerceptronConfig config) {
        this.observationSize = observationSize;
        this.outputs = parameterSize - freeLogStd;
        this.freeLogStd = freeLogStd;
        this.config = config;
    }

    /** The distribution's parameters and the value, in one row. */
    double[] outputs(double[] parameters, float[] observations, int row) {
        double[] x = new double[observationSize];
        for (int i = 0; i < observationSize; i++) {
            x[i] = observations[row * observationSize + i];
        }
        int[] at = {0};
        double[] features = x;
        double[] policy;
        if (config.sharedTrunk()) {
            features = hidden(parameters, at, x);
            policy = linear(parameters, at, features, outputs);
        } else {
            policy = linear(parameters, at, hidden(parameters, at, x), outputs);
        }
        double[] all = new double[outputs + freeLogStd + 1];
        System.arraycopy(policy, 0, all, 0, outputs);
        for (int i = 0; i < freeLogStd; i++) {
            all[outputs + i] = parameters[at[0]++];
        }
        if (!config.sharedTrunk()) {
            features = hidden(parameters, at, x);
        }
        all[outputs + freeLogStd] = linear(parameters, at, features, 1)[0];
        if (at[0] != parameters.length) {
            throw new AssertionError("parameters left over");
        }
        return all;
    }

    /** sum(distributionGradient * distributionParameters) + sum(valueGradient * values). */
    double objective(
            double[] parameters, float[] observations, int n, float[] distributionGradient, float[] valueGradient) {
        int parameterSize = outputs + freeLogStd;
        double sum = 0;
        for (int row = 0; row < n; row++) {
            double[] out = outputs(parameters, observations, row);
            for (int i = 0; i < parameterSize; i++) {
                sum += out[i] * distributionGradient[row * parameterSize + i];
            }
            sum += out[parameterSize] * valueGradient[row];
        }
        return sum;
    }

    private double[] hidden(double[] parameters, int[] at, double[] x) {
        double[] y = x;
        for (int size : config.hiddenSizes()) {
            y = linear(parameters, at, y, size);
            for (int i = 0; i < size; i++) {
                y[i] = config.activation() == Activation.TANH ? Math.tanh(y[i]) : Math.max(y[i], 0);
            }
        }
        return y;
    }

    private static double[] linear(double[] parameters, int[] at, double[] x, int size) {
        double[] y = new double[size];
        for (int o = 0; o < size; o++) {
            for (double input : x) {
                y[o] += parameters[at[0]++] * input;
            }
        }
        for (int o = 0; o < size; o++) {
            y[o] += parameters[at[0]++];
        }
        return y;
    }
}
