package proximal.importance;

/**
 * Ordinary importance sampling, also called inverse propensity weighting: V = 1/n sum w_i r_i, the mean of the rewards r of a
 * behaviour policy, each weighted by w = p / q (Horvitz and Thompson 1952; Precup, Sutton and Singh 2000, section 2).
 *
 * <p>Unbiased, if the rows are independent, w is the true ratio, and q &gt; 0 wherever p &gt; 0. Its variance is
 * (E_q[w^2 r^2] - V^2) / n, which has no limit as p and q part; the estimate may lie outside of the range of the rewards.
 *
 * <pre>{@code
 * OrdinaryImportanceSampling.of(new double[] {0.5, 2}, new double[] {1, 3}).estimate() // 3.25
 * }</pre>
 *
 * <p>Copy: alone.
 *
 * @param estimate the estimate of the target policy's mean reward
 * @param standardError the sample standard deviation of w r (with n - 1) over sqrt(n); NaN for a single row. It is too small
 *     where the largest weights have not been seen
 */
public record OrdinaryImportanceSampling(double estimate, double standardError) {

    /**
     * Estimates the mean reward of the target policy.
     *
     * @param weights p / q of each row, shape [n], finite and not negative
     * @param rewards the reward of each row, shape [n], finite
     * @return the estimate
     * @throws IllegalArgumentException if the lengths differ, there is no row, or a weight or reward is out of its range
     */
    public static OrdinaryImportanceSampling of(double[] weights, double[] rewards) {
        int n = weights.length;
        if (n != rewards.length) {
            throw new IllegalArgumentException(
                    "weights and rewards must have the same length but had " + n + " and " + rewards.length);
        }
        if (n == 0) {
            throw new IllegalArgumentException("importance sampling needs at least 1 row but had 0");
        }
        double mean = 0;
        double squares = 0; // sum of squared deviations, by Welford's recursion
        for (int i = 0; i < n; i++) {
            if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "weight " + i + " must be finite and not negative but was " + weights[i]);
            }
            if (!(Math.abs(rewards[i]) < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("reward " + i + " must be finite but was " + rewards[i]);
            }
            double value = weights[i] * rewards[i];
            double deviation = value - mean;
            mean += deviation * (1.0 / (i + 1)); // so that no step waits for a division
            squares += deviation * (value - mean);
        }
        return new OrdinaryImportanceSampling(mean, n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1) / n));
    }
}
