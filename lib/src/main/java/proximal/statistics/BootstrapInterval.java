package proximal.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;

/**
 * An estimate with its interval by the percentile bootstrap (Efron 1979; Efron and Tibshirani 1993, chapter 13): rows are drawn
 * with replacement, as many as there are, the statistic is computed again, and so on; the interval reaches from the alpha / 2
 * to the 1 - alpha / 2 quantile of what came out, alpha = 1 - level.
 *
 * <p>It supposes independent rows, and that the rows at hand stand for those that could have come. Large weights that are
 * missing from the log are missing from every resample, so for importance sampling with a small effective sample size the
 * interval is too short. Where all rows are alike, so are all resamples, and the interval has no width.
 *
 * <p>Some resamples may have no statistic, as a self-normalised estimate has none where all drawn weights are 0: the statistic
 * is NaN or infinite, or throws an {@link IllegalArgumentException}. The quantiles are those of the others. What share was left
 * out is {@link #undefinedShare}, and a line on {@code System.err} says it; more than half is an error.
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
 * @param undefinedShare the share of the resamples that had no statistic, in [0, 0.5]
 */
public record BootstrapInterval(double estimate, double low, double high, double undefinedShare) {

    /**
     * Makes an interval all of whose resamples had a statistic.
     *
     * @param estimate the statistic of the rows as they are
     * @param low the lower end
     * @param high the upper end
     */
    public BootstrapInterval(double estimate, double low, double high) {
        this(estimate, low, high, 0);
    }

    /**
     * Computes the interval. The same arguments give the same bits.
     *
     * @param rows the number of rows, at least 2: of one row all resamples are alike
     * @param statistic computes the statistic from the numbers of the rows to use, shape [rows], each in [0, rows); the array is
     *     filled anew for each resample, so it must not be kept
     * @param level the level of the interval, in (0, 1), such as 0.95
     * @param resamples how often to draw, at least 2; 1000 or more for a level of 0.95
     * @param seed the seed of the draws
     * @return the interval; quantiles are interpolated linearly between the two nearest of the sorted values
     * @throws IllegalArgumentException if rows, level or resamples is out of its range, or the statistic is not finite of the
     *     rows as they are or of more than half of the resamples
     * @throws CancellationException if the thread is interrupted, before the next resample
     */
    public static BootstrapInterval of(
            int rows, ToDoubleFunction<int[]> statistic, double level, int resamples, long seed) {
        if (rows < 2) {
            throw new IllegalArgumentException("a bootstrap needs at least 2 rows but had " + rows);
        }
        requireSettings(level, resamples);
        int[] drawn = new int[rows];
        Arrays.setAll(drawn, i -> i);
        double estimate = statistic.applyAsDouble(drawn);
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[resamples];
        for (int k = 0; k < resamples; k++) {
            requireNotInterrupted(k);
            for (int i = 0; i < rows; i++) {
                drawn[i] = random.nextInt(rows);
            }
            try {
                values[k] = statistic.applyAsDouble(drawn);
            } catch (IllegalArgumentException e) {
                values[k] = Double.NaN;
            }
        }
        return of(estimate, values, level);
    }

    /**
     * Computes the interval from the statistics of resamples that were drawn elsewhere.
     *
     * @param estimate the statistic of the rows as they are
     * @param values the statistic of each resample, NaN or infinite where it has none; changed in their order
     * @param level the level of the interval, in (0, 1)
     * @return the interval
     * @throws IllegalArgumentException if level is out of its range, there are fewer than 2 values, or the estimate or more than
     *     half of the values are not finite
     */
    public static BootstrapInterval of(double estimate, double[] values, double level) {
        requireSettings(level, values.length);
        if (!Double.isFinite(estimate)) {
            throw new IllegalArgumentException("the statistic of the rows as they are was " + estimate);
        }
        int defined = 0;
        for (double value : values) {
            if (Double.isFinite(value)) {
                values[defined++] = value;
            }
        }
        double share = 1 - (double) defined / values.length;
        String left = "the statistic had no value in " + Math.round(1000 * share) / 10.0 + " % of the " + values.length
                + " resamples";
        if (share > 0.5) {
            throw new IllegalArgumentException(left + ", so that an interval of the others would say little");
        }
        if (share > 0) {
            System.err.println(left + "; the interval is that of the others");
        }
        Arrays.sort(values, 0, defined);
        double tail = (1 - level) / 2;
        return new BootstrapInterval(
                estimate, quantile(values, defined, tail), quantile(values, defined, 1 - tail), share);
    }

    /**
     * {@return whether a value lies in the interval, its ends included}
     *
     * @param value the value
     */
    public boolean contains(double value) {
        return value >= low && value <= high;
    }

    /**
     * Checks the settings of a bootstrap.
     *
     * @param level the share of the interval, in (0, 1)
     * @param resamples the number of resamples, at least 2
     * @throws IllegalArgumentException if one is out of its range or NaN
     */
    public static void requireSettings(double level, int resamples) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level must be in (0, 1) but was " + level);
        }
        if (resamples < 2) {
            throw new IllegalArgumentException("resamples must be at least 2 but was " + resamples);
        }
    }

    /**
     * Checks that this thread has not been interrupted.
     *
     * @param resample the number of the resample that comes next
     * @throws CancellationException if the thread is interrupted
     */
    public static void requireNotInterrupted(int resample) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the bootstrap was interrupted before resample " + resample);
        }
    }

    /**
     * {@return a quantile, linear between the two nearest of the sorted values, as NumPy's percentile}
     *
     * @param sorted the values in ascending order
     * @param count how many of them there are, at least 1; those behind do not count
     * @param share the share of the values below the quantile, in [0, 1]; 0.5 for the median
     */
    public static double quantile(double[] sorted, int count, double share) {
        double position = share * (count - 1);
        int below = (int) position;
        int above = Math.min(below + 1, count - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
