package proximal.importance;

/**
 * Truncated importance sampling: V = 1/n sum min(w_i, c) r_i, with weights cut at a largest one, c (Ionides 2008, "Truncated
 * importance sampling").
 *
 * <p>The variance is at most c^2 E_q[r^2] / n. The price is a bias of -E_q[(w - c)^+ r], which shrinks as c grows; with rewards
 * that are not negative the estimate is too small on average. c of the order of sqrt(n) lets bias and variance vanish together.
 *
 * <pre>{@code
 * TruncatedImportanceSampling.of(new double[] {0.5, 9}, new double[] {1, 3}, 2).estimate() // 3.25
 * }</pre>
 *
 * <p>Copy: alone, beside {@link ImportanceWeights} and {@link RowMean}.
 *
 * @param estimate the estimate of the target policy's mean reward
 * @param standardError the sample standard deviation of min(w, c) r (with n - 1) over sqrt(n); NaN for a single row. It does not
 *     tell the bias
 * @param truncatedShare the share of rows with w &gt; c
 */
public record TruncatedImportanceSampling(double estimate, double standardError, double truncatedShare) {

    /**
     * Estimates the mean reward of the target policy.
     *
     * @param weights p / q of each row, shape [n], finite and not negative
     * @param rewards the reward of each row, shape [n], finite
     * @param maxWeight c, the largest weight that counts in full, positive
     * @return the estimate
     * @throws IllegalArgumentException if the lengths differ, there is no row, or a weight, reward or maxWeight is out of its
     *     range
     */
    public static TruncatedImportanceSampling of(double[] weights, double[] rewards, double maxWeight) {
        int n = ImportanceWeights.requireRows("importance sampling needs", "weights and rewards", weights, rewards);
        if (!(maxWeight > 0)) {
            throw new IllegalArgumentException("maxWeight must be positive but was " + maxWeight);
        }
        RowMean terms = new RowMean();
        int truncated = 0;
        for (int i = 0; i < n; i++) {
            ImportanceWeights.requireRow(i, weights[i], rewards[i]);
            truncated += weights[i] > maxWeight ? 1 : 0;
            terms.add(Math.min(weights[i], maxWeight) * rewards[i]);
        }
        return new TruncatedImportanceSampling(terms.mean(), terms.standardError(), (double) truncated / n);
    }
}
