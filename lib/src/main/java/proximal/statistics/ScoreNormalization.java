package proximal.statistics;

/**
 * Brings the scores of tasks to one scale: (score - zero) / (one - zero), with a zero and a one for each task. The Atari
 * benchmark takes a random policy's score for zero and a human's for one; without such references, the least and the
 * greatest score of all algorithms compared will do, but then the numbers hold within that comparison alone.
 *
 * <p>Source: Agarwal et al. 2021, arXiv 2108.13264, section 2; Mnih et al. 2015.
 *
 * <pre>{@code
 * ScoreNormalization.between(new double[] {20}, new double[] {500}).apply(new double[][] {{260}})[0][0] // 0.5
 * }</pre>
 *
 * <p>Copy: alone, beside {@link ScoreAggregates}.
 */
public final class ScoreNormalization {
    private final double[] zero;
    private final double[] one;

    private ScoreNormalization(double[] zero, double[] one) {
        this.zero = zero;
        this.one = one;
    }

    /**
     * Makes the normalisation by two references for each task. It may turn the scale around, where less is better.
     *
     * @param zero [task], the score that becomes 0, such as that of a random policy
     * @param one [task], the score that becomes 1, such as the one that counts as solved
     * @return the normalisation
     * @throws IllegalArgumentException if there is no task, the lengths differ, a reference is not finite, or both are equal
     */
    public static ScoreNormalization between(double[] zero, double[] one) {
        if (zero.length == 0 || zero.length != one.length) {
            throw new IllegalArgumentException(
                    "zero and one must have an entry for each task but had " + zero.length + " and " + one.length);
        }
        for (int task = 0; task < zero.length; task++) {
            if (!Double.isFinite(one[task] - zero[task]) || one[task] == zero[task]) {
                throw new IllegalArgumentException("zero and one must be finite and differ but on task " + task
                        + " were " + zero[task] + " and " + one[task]);
            }
        }
        return new ScoreNormalization(zero.clone(), one.clone());
    }

    /**
     * Makes the normalisation by the least and the greatest score on each task.
     *
     * @param algorithms the scores of all algorithms to be compared, each [run][task] on the same tasks
     * @return the normalisation
     * @throws IllegalArgumentException if there is no score, rows differ in length, a score is not finite, or all scores on a
     *     task are equal
     */
    public static ScoreNormalization minMax(double[][]... algorithms) {
        if (algorithms.length == 0) {
            throw new IllegalArgumentException("minMax needs the scores of at least one algorithm but had none");
        }
        double[] min = null;
        double[] max = null;
        for (int i = 0; i < algorithms.length; i++) {
            ScoreAggregates.requireScores("scores of algorithm " + i, algorithms[i]);
            if (min == null) {
                min = algorithms[0][0].clone();
                max = algorithms[0][0].clone();
            }
            requireTasks(algorithms[i], min.length);
            for (double[] run : algorithms[i]) {
                for (int task = 0; task < min.length; task++) {
                    min[task] = Math.min(min[task], run[task]);
                    max[task] = Math.max(max[task], run[task]);
                }
            }
        }
        return between(min, max);
    }

    /**
     * Normalises scores.
     *
     * @param scores [run][task]
     * @return (score - zero) / (one - zero), [run][task]
     * @throws IllegalArgumentException if there is no score, the rows differ in length, a score is not finite, or the
     *     number of tasks is not that of the normalisation
     */
    public double[][] apply(double[][] scores) {
        ScoreAggregates.requireScores("scores", scores);
        requireTasks(scores, zero.length);
        double[][] normalized = new double[scores.length][zero.length];
        for (int run = 0; run < scores.length; run++) {
            for (int task = 0; task < zero.length; task++) {
                normalized[run][task] = (scores[run][task] - zero[task]) / (one[task] - zero[task]);
            }
        }
        return normalized;
    }

    private static void requireTasks(double[][] scores, int tasks) {
        if (scores[0].length != tasks) {
            throw new IllegalArgumentException("scores must be on " + tasks + " tasks but were on " + scores[0].length);
        }
    }
}
