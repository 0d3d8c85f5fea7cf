package proximal.importance;

/**
 * Per-decision importance sampling for trajectories: a reward is weighted by the ratios of the actions up to it and not by those
 * after it, which cannot have caused it (Precup, Sutton and Singh 2000, section 3):
 *
 * <pre>V = 1/n sum_i sum_t discount^t (rho_i0 rho_i1 ... rho_it) r_it,   rho_it = p(a_it | s_it) / q(a_it | s_it)</pre>
 *
 * <p>Unbiased, as ordinary importance sampling over whole trajectories is, if the trajectories are independent and q &gt; 0
 * wherever p &gt; 0, and mostly of smaller variance; the variance still grows exponentially with the length.
 *
 * <pre>{@code
 * double[][] ratios = {{0.5, 2}, {1, 3}};
 * double[][] rewards = {{1, 1}, {0, 2}};
 * PerDecisionImportanceSampling.of(ratios, rewards, 1).estimate() // 3.75
 * }</pre>
 *
 * <p>Copy: alone, beside {@link RowMean}.
 *
 * @param estimate the estimate of the target policy's expected return
 * @param standardError the sample standard deviation over trajectories (with n - 1) over sqrt(n); NaN for a single one
 */
public record PerDecisionImportanceSampling(double estimate, double standardError) {

    /**
     * Estimates the expected return of the target policy.
     *
     * @param ratios rho of each step, shape [n][steps of the trajectory], finite and not negative
     * @param rewards the rewards, of the same shape, finite
     * @param discount gamma, in [0, 1]
     * @return the estimate
     * @throws IllegalArgumentException if the shapes differ, there is no trajectory, a ratio, reward or the discount is out of its
     *     range, or a product of ratios is too large for a double
     */
    public static PerDecisionImportanceSampling of(double[][] ratios, double[][] rewards, double discount) {
        int n = ratios.length;
        if (n != rewards.length) {
            throw new IllegalArgumentException("ratios and rewards must have the same number of trajectories but had "
                    + n + " and " + rewards.length);
        }
        if (n == 0) {
            throw new IllegalArgumentException("importance sampling needs at least 1 trajectory but had 0");
        }
        if (!(discount >= 0 && discount <= 1)) {
            throw new IllegalArgumentException("discount must be in [0, 1] but was " + discount);
        }
        RowMean trajectories = new RowMean();
        for (int i = 0; i < n; i++) {
            trajectories.add(weightedReturn(i, ratios[i], rewards[i], discount));
        }
        return new PerDecisionImportanceSampling(trajectories.mean(), trajectories.standardError());
    }

    private static double weightedReturn(int trajectory, double[] ratios, double[] rewards, double discount) {
        if (ratios.length != rewards.length) {
            throw new IllegalArgumentException("trajectory " + trajectory
                    + " must have as many ratios as rewards but had " + ratios.length + " and " + rewards.length);
        }
        double weight = 1;
        double sum = 0;
        for (int t = 0; t < ratios.length; t++) {
            if (!(ratios[t] >= 0 && ratios[t] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("ratio " + t + " of trajectory " + trajectory
                        + " must be finite and not negative but was " + ratios[t]);
            }
            if (!(Math.abs(rewards[t]) < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "reward " + t + " of trajectory " + trajectory + " must be finite but was " + rewards[t]);
            }
            weight *= ratios[t];
            if (weight == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("the product of the ratios of trajectory " + trajectory
                        + " up to step " + t + " is too large for a double");
            }
            sum += weight * rewards[t];
            weight *= discount;
        }
        return sum;
    }
}
