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
     * {@return whether there is one value but for rounding, or so little between them that no label could tell them apart: XChart labels
     * no steps below 1e-10}
     */
    public boolean flat() {
        return max - min <= Math.max(3e-10, 1e-9 * Math.max(Math.abs(min), Math.abs(max)));
    }

    /**
     * The ends of an axis that leaves a share of its length free at both ends, but does not pass 0 for that. A logarithmic one
     * reaches to the next powers of ten where fewer than two of them, which alone have labels, would be on it.
     *
     * @param logarithmic whether the axis is logarithmic
     * @param share the share of the length that stays free at each end
     * @return the two ends
     */
    public double[] padded(boolean logarithmic, double share) {
        if (logarithmic) {
            // With a label for each decade, less than a hundredth looks flat.
            double factor = max - min <= 0.01 * max ? 2.2 : Math.pow(max / min, share);
            return decades(min / factor, max * factor);
        }
        if (flat() && Math.max(-min, max) < 1e-9) { // 0, but for rounding
            return new double[] {-0.02, 1.05}; // an end that is no tick, or XChart would set them on the data alone
        }
        double margin = flat() ? Math.max(Math.abs(max), Math.abs(min)) * 0.1 : (max - min) * share;
        return new double[] {
            min >= 0 ? Math.max(0, min - margin) : min - margin, max <= 0 ? Math.min(0, max + margin) : max + margin
        };
    }

    /**
     * Widens a logarithmic axis until two powers of ten are on it.
     *
     * @param low the lower end, positive
     * @param high the upper end
     * @return the two ends
     */
    public static double[] decades(double low, double high) {
        double below = Math.log10(low);
        double above = Math.log10(high);
        double least = Math.ceil(below - 1e-9);
        double greatest = Math.floor(above + 1e-9);
        boolean down = greatest < least || greatest == least && below - (least - 1) <= least + 1 - above;
        boolean up = greatest < least || greatest == least && !down;
        // A little further, since a tick at the very end has no label.
        return new double[] {down ? Math.pow(10, least - 1.01) : low, up ? Math.pow(10, greatest + 1.01) : high};
    }
}
