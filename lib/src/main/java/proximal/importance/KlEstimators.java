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
 * <p>Copy: alone, beside {@link RowMean}.
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
        if (logRatios.length == 0) {
            throw new IllegalArgumentException("an estimate of the divergence needs at least 1 log-ratio but had 0");
        }
        RowMean k1 = new RowMean();
        RowMean k2 = new RowMean();
        RowMean k3 = new RowMean();
        for (int i = 0; i < logRatios.length; i++) {
            double l = logRatios[i];
            if (!(l > Double.NEGATIVE_INFINITY && l < 709)) {
                throw new IllegalArgumentException("log-ratio " + i + " must be finite and below 709 but was " + l);
            }
            k1.add(-l);
            k2.add(l * l / 2);
            k3.add(excess(l));
        }
        return new KlEstimators(
                k1.mean(), k2.mean(), k3.mean(), k1.standardError(), k2.standardError(), k3.standardError());
    }

    /** exp(l) - 1 - l, by its series near 0, where the difference would lose its digits and could turn negative. */
    private static double excess(double l) {
        if (Math.abs(l) < 0.03) { // the next term is 4e-14 of the sum
            return l * l * (1 / 2.0 + l * (1 / 6.0 + l * (1 / 24.0 + l * (1 / 120.0 + l * (1 / 720.0 + l / 5040)))));
        }
        return Math.exp(l) - 1 - l;
    }
}
