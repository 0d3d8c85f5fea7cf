package proximal.environment;

import java.util.Arrays;

/**
 * The mean and variance of all rows seen so far, coordinate by coordinate, updated by batches of rows.
 *
 * <p>A batch with n_b rows, mean m_b and variance v_b is merged into n, m and v by the parallel algorithm
 *
 * <pre>
 * d = m_b - m
 * m &lt;- m + d n_b / (n + n_b)
 * v &lt;- (v n + v_b n_b + d^2 n n_b / (n + n_b)) / (n + n_b)
 * n &lt;- n + n_b
 * </pre>
 *
 * <p>The beginning is mean 0, variance 1 and count 1e-4, as in Gymnasium's {@code RunningMeanStd}. Variances divide by the
 * count. Everything is float64, where Gymnasium keeps the moments of float32 observations in float32. Not thread-safe.
 *
 * <p>Source: Chan, Golub and LeVeque 1983, "Algorithms for Computing the Sample Variance", The American Statistician 37(3).
 *
 * <pre>{@code
 * RunningMoments moments = new RunningMoments(1);
 * moments.update(new double[] {1, 3}, 2);
 * Math.round(1000 * moments.mean(0)) // 2000
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class RunningMoments {
    private static final double INITIAL_COUNT = 1e-4;

    private final double[] mean;
    private final double[] variance;
    private double count = INITIAL_COUNT;
    private boolean frozen;

    /**
     * Makes moments that have seen nothing.
     *
     * @param size the number of coordinates of a row, at least 1
     * @throws IllegalArgumentException if size is not positive
     */
    public RunningMoments(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("running moments need at least 1 coordinate but size was " + size);
        }
        mean = new double[size];
        variance = new double[size];
        Arrays.fill(variance, 1);
    }

    /**
     * {@return the number of coordinates of a row}
     */
    public int size() {
        return mean.length;
    }

    /**
     * {@return the number of rows seen, plus the 1e-4 that the beginning counts}
     */
    public double count() {
        return count;
    }

    /**
     * {@return the mean of a coordinate}
     *
     * @param i the coordinate
     */
    public double mean(int i) {
        return mean[i];
    }

    /**
     * {@return the variance of a coordinate, which divides by the count}
     *
     * @param i the coordinate
     */
    public double variance(int i) {
        return variance[i];
    }

    /**
     * Takes a batch of rows in.
     *
     * @param values the rows, flat, {@code [row][size]}; may be longer
     * @param rows the number of rows; nothing happens where it is 0, or the moments are {@link #frozen() frozen}
     * @throws IllegalArgumentException if there are fewer values than the rows need, or rows is negative
     */
    public void update(double[] values, int rows) {
        int size = mean.length;
        if (rows < 0 || values.length < (long) rows * size) {
            throw new IllegalArgumentException(
                    rows + " rows of " + size + " values were expected but there were " + values.length + " values");
        }
        if (rows == 0 || frozen) {
            return;
        }
        double total = count + rows;
        for (int i = 0; i < size; i++) {
            double batchMean = 0;
            for (int row = 0; row < rows; row++) {
                batchMean += values[row * size + i];
            }
            batchMean /= rows;
            double squares = 0;
            for (int row = 0; row < rows; row++) {
                double deviation = values[row * size + i] - batchMean;
                squares += deviation * deviation;
            }
            double delta = batchMean - mean[i];
            mean[i] += delta * rows / total;
            variance[i] = (variance[i] * count + squares + delta * delta * count * rows / total) / total;
        }
        count = total;
    }

    /**
     * {@return a copy that no batch changes}
     */
    public RunningMoments frozen() {
        RunningMoments copy = new RunningMoments(mean.length);
        copy.setState(state());
        copy.frozen = true;
        return copy;
    }

    /**
     * Gives all there is to know, as {@link #setState setState} takes it.
     *
     * @return the count, the means and the variances, a new array of length 1 + 2 size
     */
    public double[] state() {
        double[] state = new double[1 + 2 * mean.length];
        state[0] = count;
        System.arraycopy(mean, 0, state, 1, mean.length);
        System.arraycopy(variance, 0, state, 1 + mean.length, mean.length);
        return state;
    }

    /**
     * Goes to a state that {@link #state()} gave.
     *
     * @param state the state, of length 1 + 2 size
     * @throws IllegalArgumentException if the length is wrong
     */
    public void setState(double[] state) {
        if (state.length != 1 + 2 * mean.length) {
            throw new IllegalArgumentException("the state of running moments of " + mean.length
                    + " coordinates must have length " + (1 + 2 * mean.length) + " but had " + state.length);
        }
        count = state[0];
        System.arraycopy(state, 1, mean, 0, mean.length);
        System.arraycopy(state, 1 + mean.length, variance, 0, mean.length);
    }
}
