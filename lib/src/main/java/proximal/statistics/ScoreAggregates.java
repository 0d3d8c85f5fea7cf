package proximal.statistics;

import java.util.Arrays;

/**
 * One number for the scores of many runs on several tasks. Scores are [run][task], higher is better; where tasks differ in
 * scale, normalise first ({@link ScoreNormalization}). Each method but {@link #optimalityGap} suits
 * {@link StratifiedBootstrap#interval} as a method reference; that one has a target besides, so it needs a lambda:
 * {@code s -> ScoreAggregates.optimalityGap(s, 1)}.
 *
 * <p>Source: Agarwal et al. 2021, "Deep Reinforcement Learning at the Edge of the Statistical Precipice", arXiv 2108.13264,
 * section 4.3; the definitions are those of their library rliable.
 *
 * <pre>{@code
 * ScoreAggregates.interquartileMean(new double[][] {{1, 2}, {3, 100}}) // 2.5
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class ScoreAggregates {
    private ScoreAggregates() {}

    /**
     * Computes the interquartile mean: the scores of all runs and tasks are sorted together, floor(n / 4) are cut off at
     * either end, and the rest is averaged (the mean with a quarter trimmed from both tails).
     *
     * @param scores [run][task], at least one of each
     * @return the interquartile mean
     * @throws IllegalArgumentException if there is no score, the rows differ in length, or a score is not finite
     */
    public static double interquartileMean(double[][] scores) {
        int runs = requireScores("scores", scores);
        int tasks = scores[0].length;
        double[] all = new double[runs * tasks];
        for (int run = 0; run < runs; run++) {
            System.arraycopy(scores[run], 0, all, run * tasks, tasks);
        }
        Arrays.sort(all);
        int cut = all.length / 4;
        double sum = 0;
        for (int i = cut; i < all.length - cut; i++) {
            sum += all[i];
        }
        return sum / (all.length - 2 * cut);
    }

    /**
     * Computes the mean over runs and tasks.
     *
     * @param scores [run][task], at least one of each
     * @return the mean
     * @throws IllegalArgumentException if there is no score, the rows differ in length, or a score is not finite
     */
    public static double mean(double[][] scores) {
        double sum = 0;
        for (double mean : taskMeans(scores)) {
            sum += mean;
        }
        return sum / scores[0].length;
    }

    /**
     * Computes the median over tasks of the means over runs; between the two in the middle where the tasks are even in
     * number.
     *
     * @param scores [run][task], at least one of each
     * @return the median
     * @throws IllegalArgumentException if there is no score, the rows differ in length, or a score is not finite
     */
    public static double median(double[][] scores) {
        double[] means = taskMeans(scores);
        Arrays.sort(means);
        int half = means.length / 2;
        return means.length % 2 == 1 ? means[half] : 0.5 * (means[half - 1] + means[half]);
    }

    /**
     * Computes by how much the scores fall short of a target on average: gamma - mean(min(score, gamma)). Lower is better;
     * what lies above the target does not count.
     *
     * @param scores [run][task], at least one of each
     * @param gamma the target, finite; 1 for scores normalised by a reference
     * @return the optimality gap, at least 0
     * @throws IllegalArgumentException if gamma is not finite, there is no score, the rows differ in length, or a score is
     *     not finite
     */
    public static double optimalityGap(double[][] scores, double gamma) {
        int runs = requireScores("scores", scores);
        if (!Double.isFinite(gamma)) {
            throw new IllegalArgumentException("gamma must be finite but was " + gamma);
        }
        double shortfall = 0;
        for (double[] run : scores) {
            for (double score : run) {
                shortfall += Math.max(gamma - score, 0);
            }
        }
        return shortfall / (runs * scores[0].length);
    }

    private static double[] taskMeans(double[][] scores) {
        int runs = requireScores("scores", scores);
        double[] means = new double[scores[0].length];
        for (double[] run : scores) {
            for (int task = 0; task < means.length; task++) {
                means[task] += run[task];
            }
        }
        for (int task = 0; task < means.length; task++) {
            means[task] /= runs;
        }
        return means;
    }

    /**
     * Checks that scores are a full table of finite numbers.
     *
     * @param name what the scores are called in a message
     * @param scores [run][task], at least one of each
     * @return the number of runs
     * @throws IllegalArgumentException if there is no score, the rows differ in length, or a score is not finite
     */
    public static int requireScores(String name, double[][] scores) {
        if (scores.length == 0 || scores[0].length == 0) {
            throw new IllegalArgumentException(name + " must have at least one run and one task but "
                    + (scores.length == 0 ? "had no run" : "run 0 had no task"));
        }
        for (int run = 0; run < scores.length; run++) {
            if (scores[run].length != scores[0].length) {
                throw new IllegalArgumentException(name + " must have a score of each run on each task, but run 0 has "
                        + scores[0].length + " and run " + run + " has " + scores[run].length);
            }
            for (int task = 0; task < scores[run].length; task++) {
                if (!Double.isFinite(scores[run][task])) {
                    throw new IllegalArgumentException(name + " must be finite but that of run " + run + " on task "
                            + task + " was " + scores[run][task]);
                }
            }
        }
        return scores.length;
    }
}
