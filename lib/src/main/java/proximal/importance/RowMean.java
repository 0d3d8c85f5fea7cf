package proximal.importance;

/**
 * The mean of rows and its standard error, updated row by row with Welford's recursion (Welford 1962).
 *
 * <pre>{@code
 * RowMean rows = new RowMean();
 * rows.add(1);
 * rows.add(4);
 * rows.standardError() // 1.5
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class RowMean {
    private int count;
    private double mean;
    /** The sum of squared deviations from the mean. */
    private double squares;

    /** Begins without any row. */
    public RowMean() {}

    /**
     * Adds a row.
     *
     * @param value its value
     */
    public void add(double value) {
        count++;
        double deviation = value - mean;
        mean += deviation * (1.0 / count); // so that no step waits for a division
        squares += deviation * (value - mean);
    }

    /**
     * {@return the mean of the rows; 0 before the first}
     */
    public double mean() {
        return mean;
    }

    /**
     * {@return the sample standard deviation of the rows (with n - 1) over sqrt(n); NaN for a single row}
     */
    public double standardError() {
        return count == 1 ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
    }
}
