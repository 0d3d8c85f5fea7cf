package proximal.statistics;

/**
 * An estimate with its interval.
 *
 * <pre>{@code
 * new ScoreInterval(2, 1.5, 2.5).contains(1.5) // true
 * }</pre>
 *
 * <p>Copy: alone.
 *
 * @param estimate the statistic of the scores as they are
 * @param low the lower end
 * @param high the upper end
 */
public record ScoreInterval(double estimate, double low, double high) {

    /**
     * {@return whether a value lies in the interval, its ends included}
     *
     * @param value the value
     */
    public boolean contains(double value) {
        return value >= low && value <= high;
    }
}
