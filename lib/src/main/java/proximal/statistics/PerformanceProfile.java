package proximal.statistics;

/**
 * The performance profile of run scores: for each threshold tau, the share of the scores, over all runs and tasks, that lie
 * above it. A profile that lies above another everywhere is of the better algorithm (stochastic dominance). With pointwise
 * bands: {@code bootstrap.intervals(scores, s -> PerformanceProfile.of(s, thresholds))}, see {@link StratifiedBootstrap}.
 *
 * <p>Source: Agarwal et al. 2021, arXiv 2108.13264, section 4.2, the run-score distribution.
 *
 * <pre>{@code
 * PerformanceProfile.of(new double[][] {{1, 2}, {3, 100}}, new double[] {0, 2, 50})[1] // 0.5
 * }</pre>
 *
 * <p>Copy: alone, beside {@link ScoreAggregates}.
 */
public final class PerformanceProfile {
    private PerformanceProfile() {}

    /**
     * Computes the profile.
     *
     * @param scores [run][task], at least one of each
     * @param thresholds tau, at least one
     * @return for each threshold the share of the scores that are greater, in [0, 1]
     * @throws IllegalArgumentException if there is no score or no threshold, the rows differ in length, a score is not
     *     finite, or a threshold is NaN
     */
    public static double[] of(double[][] scores, double... thresholds) {
        int runs = ScoreAggregates.requireScores("scores", scores);
        if (thresholds.length == 0) {
            throw new IllegalArgumentException("a performance profile needs at least one threshold but had none");
        }
        double[] shares = new double[thresholds.length];
        for (int i = 0; i < shares.length; i++) {
            if (Double.isNaN(thresholds[i])) {
                throw new IllegalArgumentException("thresholds must be numbers but threshold " + i + " was NaN");
            }
            int above = 0;
            for (double[] run : scores) {
                for (double score : run) {
                    above += score > thresholds[i] ? 1 : 0;
                }
            }
            shares[i] = (double) above / (runs * scores[0].length);
        }
        return shares;
    }
}
