package proximal.importance;

/**
 * Estimates of the divergence KL(q, p) = E_q[log q - log p] from samples of q, by means over functions of the log-ratio
 * l = log p - log q, r = exp(l) (Schulman 2020, "Approximating KL divergence"):
 *
 * <ul>
 *   <li>k1 = -l: unbiased, of large variance, negative for many samples.
 *   <li>k2 = l^2 / 2: of small variance, biased; the bias vanishes faster than the divergence as p nears q.
 *   <li>k3 = r - 1 - l: unbiased and never negative; of small variance while p is near q, of large variance far from it.
 * </ul>
 *
 * <p>In PPO q is the policy that sampled and p the updated one.
 *
 * <pre>{@code
 * KlEstimators.of(new double[] {-0.5, 0, 0.25}).k2() // 0.052083333333333336
 * }</pre>
 *
 * <p>Copy: alone.
 *
 * @param k1 the mean of -l, nats
 * @param k2 the mean of l^2 / 2, nats
 * @param k3 the mean of r - 1 - l, nats, never negative
 * @param k1StandardError the sample standard deviation of -l (with n - 1) over sqrt(n); NaN for a single sample
 * @param k2StandardError the same for l^2 / 2
 * @param k3StandardError the same for r - 1 - l
 */
public record KlEstimators(
        double k1, double k2, double k3, double k1StandardError, double k2StandardError, double k3StandardError) {

    /**
     * Estimates the divergence.
     *
     * @param logRatios log p - log q of each sample of q, shape [n], finite and below 709, where exp ends
     * @return the estimates
     * @throws IllegalArgumentException if there is no sample, or a log-ratio is out of its range
     */
    public static KlEstimators of(double[] logRatios) {
        int n = logRatios.length;
        if (n == 0) {
            throw new IllegalArgumentException("an estimate of the divergence needs at least 1 log-ratio but had 0");
        }
        double k1 = 0; // means and sums of squared deviations, by Welford's recursion
        double k2 = 0;
        double k3 = 0;
        double squares1 = 0;
        double squares2 = 0;
        double squares3 = 0;
        for (int i = 0; i < n; i++) {
            double l = logRatios[i];
            if (!(l > Double.NEGATIVE_INFINITY && l < 709)) {
                throw new IllegalArgumentException("log-ratio " + i + " must be finite and below 709 but was " + l);
            }
            double share = 1.0 / (i + 1);
            double deviation1 = -l - k1;
            k1 += deviation1 * share;
            squares1 += deviation1 * (-l - k1);
            double half = l * l / 2;
            double deviation2 = half - k2;
            k2 += deviation2 * share;
            squares2 += deviation2 * (half - k2);
            double excess = excess(l);
            double deviation3 = excess - k3;
            k3 += deviation3 * share;
            squares3 += deviation3 * (excess - k3);
        }
        return new KlEstimators(
                k1, k2, k3, standardError(squares1, n), standardError(squares2, n), standardError(squares3, n));
    }

    /** exp(l) - 1 - l, by its series near 0, where the difference would lose its digits and could turn negative. */
    private static double excess(double l) {
        if (Math.abs(l) < 0.03) { // the next term is 4e-14 of the sum
            return l * l * (1 / 2.0 + l * (1 / 6.0 + l * (1 / 24.0 + l * (1 / 120.0 + l * (1 / 720.0 + l / 5040)))));
        }
        return Math.exp(l) - 1 - l;
    }

    private static double standardError(double squares, int n) {
        return n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
    }
}
