package proximal.statistics;

/**
 * The probability that a run of algorithm X scores higher than a run of algorithm Y on the same task, the task drawn
 * uniformly: the mean over tasks of the Mann-Whitney statistic U / (n m), where an equal pair counts one half. With an
 * interval: {@code bootstrap.interval(x, y, ProbabilityOfImprovement::of)}, see {@link StratifiedBootstrap}.
 *
 * <p>Source: Agarwal et al. 2021, arXiv 2108.13264, section 4.3; Mann and Whitney 1947. It says how often X is better, not by
 * how much.
 *
 * <pre>{@code
 * ProbabilityOfImprovement.of(new double[][] {{1}, {3}}, new double[][] {{1}, {2}}) // 0.625
 * }</pre>
 *
 * <p>Copy: alone, beside {@link ScoreAggregates}.
 */
public final class ProbabilityOfImprovement {
    private ProbabilityOfImprovement() {}

    /**
     * Computes P(X &gt; Y) + P(X = Y) / 2.
     *
     * @param x the scores of X, [run][task], at least one of each
     * @param y the scores of Y, [run][task], on the same tasks; the number of runs may differ
     * @return the probability, in [0, 1]; 0.5 where neither is better
     * @throws IllegalArgumentException if either has no score, rows differ in length, a score is not finite, or the numbers
     *     of tasks differ
     */
    public static double of(double[][] x, double[][] y) {
        int runsX = ScoreAggregates.requireScores("scores of x", x);
        int runsY = ScoreAggregates.requireScores("scores of y", y);
        if (x[0].length != y[0].length) {
            throw new IllegalArgumentException(
                    "x and y must be scores on the same tasks but had " + x[0].length + " and " + y[0].length);
        }
        long halves = 0;
        for (double[] runX : x) {
            for (double[] runY : y) {
                for (int task = 0; task < runX.length; task++) {
                    halves += runX[task] > runY[task] ? 2 : runX[task] == runY[task] ? 1 : 0;
                }
            }
        }
        return 0.5 * halves / ((double) runsX * runsY * x[0].length);
    }
}
