package proximal.importance;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * The percentile bootstrap (Efron 1979; Efron and Tibshirani 1993, chapter 13): rows are drawn with replacement, as many as there
 * are, the statistic is computed again, and so on; the interval reaches from the alpha / 2 to the 1 - alpha / 2 quantile of
 * what came out, alpha = 1 - level.
 *
 * <p>It supposes independent rows, and that the rows at hand stand for those that could have come. Large weights that are
 * missing from the log are missing from every resample, so for importance sampling with a small effective sample size the
 * interval is too short.
 *
 * <pre>{@code
 * double[] x = {1, 2, 3, 4};
 * java.util.function.ToDoubleFunction<int[]> mean = rows -> java.util.Arrays.stream(rows).mapToDouble(i -> x[i]).average().orElseThrow();
 * BootstrapInterval.of(x.length, mean, 0.95, 1000, 1).estimate() // 2.5
 * }</pre>
 *
 * <p>Copy: alone.
 *
 * @param estimate the statistic of the rows as they are
 * @param low the lower end
 * @param high the upper end
 */
public record BootstrapInterval(double estimate, double low, double high) {

    /**
     * Computes the interval. The same arguments give the same bits.
     *
     * @param rows the number of rows, at least 1
     * @param statistic computes the statistic from the numbers of the rows to use, shape [rows], each in [0, rows); the array is
     *     filled anew for each resample, so it must not be kept
     * @param level the level of the interval, in (0, 1), such as 0.95
     * @param resamples how often to draw, at least 2; 1000 or more for a level of 0.95
     * @param seed the seed of the draws
     * @return the interval; quantiles are interpolated linearly between the two nearest of the sorted values
     * @throws IllegalArgumentException if rows, level or resamples is out of its range, or the statistic is NaN, of the
     *     rows as they are or of a resample
     */
    public static BootstrapInterval of(
            int rows, ToDoubleFunction<int[]> statistic, double level, int resamples, long seed) {
        if (rows < 1) {
            throw new IllegalArgumentException("a bootstrap needs at least 1 row but had " + rows);
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level must be in (0, 1) but was " + level);
        }
        if (resamples < 2) {
            throw new IllegalArgumentException("resamples must be at least 2 but was " + resamples);
        }
        int[] drawn = new int[rows];
        Arrays.setAll(drawn, i -> i);
        double estimate = statistic.applyAsDouble(drawn);
        if (Double.isNaN(estimate)) {
            throw new IllegalArgumentException("the statistic of the rows as they are was NaN");
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[resamples];
        for (int k = 0; k < resamples; k++) {
            for (int i = 0; i < rows; i++) {
                drawn[i] = random.nextInt(rows);
            }
            values[k] = statistic.applyAsDouble(drawn);
            if (Double.isNaN(values[k])) {
                throw new IllegalArgumentException("the statistic of resample " + k + " was NaN");
            }
        }
        Arrays.sort(values);
        double tail = (1 - level) / 2;
        return new BootstrapInterval(estimate, quantile(values, tail), quantile(values, 1 - tail));
    }

    /**
     * {@return whether a value lies in the interval, its ends included}
     *
     * @param value the value
     */
    public boolean contains(double value) {
        return value >= low && value <= high;
    }

    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
