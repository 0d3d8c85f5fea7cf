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
 * <p>Copy: alone, beside {@link ImportanceWeights} and {@link RowMean}.
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
        int n = ImportanceWeights.requireRows("importance sampling needs", "weights and rewards", weights, rewards);
        RowMean terms = new RowMean();
        for (int i = 0; i < n; i++) {
            ImportanceWeights.requireRow(i, weights[i], rewards[i]);
            terms.add(weights[i] * rewards[i]);
        }
        return new OrdinaryImportanceSampling(terms.mean(), terms.standardError());
    }
}
