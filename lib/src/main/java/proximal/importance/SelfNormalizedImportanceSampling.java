package proximal.importance;

/**
 * Self-normalised importance sampling, also called weighted importance sampling: V = sum w_i r_i / sum w_i (Precup, Sutton and
 * Singh 2000, section 2; Swaminathan and Joachims 2015).
 *
 * <p>Always within the range of the rewards, and the same for weights that are known up to a factor only. Biased for finite n,
 * by the order of 1/n, consistent as n grows. Assumes independent rows and q &gt; 0 wherever p &gt; 0.
 *
 * <pre>{@code
 * SelfNormalizedImportanceSampling.of(new double[] {0.5, 2}, new double[] {1, 3}).estimate() // 2.6
 * }</pre>
 *
 * <p>Copy: alone, beside {@link ImportanceWeights}.
 *
 * @param estimate the estimate of the target policy's mean reward
 * @param standardError sqrt(sum w_i^2 (r_i - V)^2) / sum w_i, by the delta method (Owen 2013, "Monte Carlo theory, methods and
 *     examples", equation 9.9). It is 0 where one weight outweighs all others, and worth nothing there: see the effective sample
 *     size
 */
public record SelfNormalizedImportanceSampling(double estimate, double standardError) {

    /**
     * Estimates the mean reward of the target policy.
     *
     * @param weights p / q of each row, shape [n], up to a common factor, finite and not negative, not all 0
     * @param rewards the reward of each row, shape [n], finite
     * @return the estimate
     * @throws IllegalArgumentException if the lengths differ, there is no row, a weight or reward is out of its range, or all
     *     weights are 0
     */
    public static SelfNormalizedImportanceSampling of(double[] weights, double[] rewards) {
        int n = ImportanceWeights.requireRows("importance sampling needs", "weights and rewards", weights, rewards);
        double scale = ImportanceWeights.scaleOf(
                weights); // of the weights, so that the squares of very large and very small ones fit
        double sum = 0;
        double mean = 0; // the estimate so far
        // Sums of w^2, w^2 (r - mean) and w^2 (r - mean)^2, moved along with the mean so that nothing cancels.
        double squares = 0;
        double first = 0;
        double second = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double r = rewards[i];
            ImportanceWeights.requireRow(i, weights[i], r);
            double w = weights[i] * scale;
            if (w == 0) {
                continue;
            }
            min = Math.min(min, r);
            max = Math.max(max, r);
            sum += w;
            double shift = (r - mean) * (w / sum);
            mean += shift;
            second += shift * (shift * squares - 2 * first) + w * w * (r - mean) * (r - mean);
            first += w * w * (r - mean) - shift * squares;
            squares += w * w;
        }
        if (sum == 0) {
            throw new IllegalArgumentException(
                    "all " + n + " weights are 0, so the log says nothing of the target policy");
        }
        double estimate = Math.min(Math.max(mean, min), max); // rounding alone could lead out of the range
        return new SelfNormalizedImportanceSampling(estimate, Math.sqrt(Math.max(0, second)) / sum);
    }
}
