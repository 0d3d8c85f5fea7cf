package proximal.chart;

/**
 * The range of the values that an axis shows; NaN does not count.
 *
 * <p>Copy: with the library.
 */
public final class AxisRange {
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /** Makes a range without any value. */
    public AxisRange() {}

    /**
     * Takes values in.
     *
     * @param values the values
     */
    public void add(double... values) {
        for (double value : values) {
            if (!Double.isNaN(value)) {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
    }

    /**
     * The smallest value.
     *
     * @return the smallest value
     */
    public double min() {
        return min;
    }

    /**
     * The largest value.
     *
     * @return the largest value
     */
    public double max() {
        return max;
    }

    /**
     * {@return whether there is one value but for rounding}
     */
    public boolean flat() {
        return max - min <= Math.max(1e-15, 1e-9 * Math.max(Math.abs(min), Math.abs(max)));
    }

    /**
     * The ends of an axis that leaves a share of its length free at both ends, but does not pass 0 for that.
     *
     * @param logarithmic whether the axis is logarithmic
     * @param share the share of the length that stays free at each end
     * @return the two ends
     */
    public double[] padded(boolean logarithmic, double share) {
        if (logarithmic) {
            double factor = flat() ? 2.2 : Math.pow(max / min, share);
            return new double[] {min / factor, max * factor};
        }
        if (flat() && Math.max(-min, max) < 1e-14) { // 0, but for rounding
            return new double[] {0, 1};
        }
        double margin = flat() ? Math.max(Math.abs(max), Math.abs(min)) * 0.1 : (max - min) * share;
        return new double[] {
            min >= 0 ? Math.max(0, min - margin) : min - margin, max <= 0 ? Math.min(0, max + margin) : max + margin
        };
    }
}
