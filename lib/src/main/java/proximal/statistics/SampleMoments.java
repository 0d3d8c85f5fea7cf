package proximal.statistics;

/**
 * Mean and variance of a sample, and the explained variance of a prediction; in double precision, with two passes.
 *
 * <pre>{@code
 * SampleMoments.variance(new float[] {1, 2, 3, 4}) // 1.25
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class SampleMoments {
    private SampleMoments() {}

    /**
     * Computes the mean.
     *
     * @param sample the sample
     * @return its mean; NaN where the sample is empty
     */
    public static double mean(float[] sample) {
        double sum = 0;
        for (float x : sample) {
            sum += x;
        }
        return sum / sample.length;
    }

    /**
     * Computes the variance with n in the denominator.
     *
     * @param sample the sample
     * @return its variance; NaN where the sample is empty
     */
    public static double variance(float[] sample) {
        double mean = mean(sample);
        double sum = 0;
        for (float x : sample) {
            sum += (x - mean) * (x - mean);
        }
        return sum / sample.length;
    }

    /**
     * Computes 1 - Var[targets - predictions] / Var[targets]: 1 for a perfect prediction, 0 for one no better than a
     * constant, negative for a worse one.
     *
     * @param predictions what was predicted
     * @param targets what it should have been, as many
     * @return the explained variance; NaN where the targets do not vary
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double explainedVariance(float[] predictions, float[] targets) {
        if (predictions.length != targets.length) {
            throw new IllegalArgumentException("there must be as many predictions as targets but there were "
                    + predictions.length + " and " + targets.length);
        }
        double mean = 0;
        for (int i = 0; i < targets.length; i++) {
            mean += (double) targets[i] - predictions[i];
        }
        mean /= targets.length;
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            double error = (double) targets[i] - predictions[i] - mean;
            sum += error * error;
        }
        double variance = variance(targets);
        return variance == 0 ? Double.NaN : 1 - sum / targets.length / variance;
    }
}
