package proximal.update;

import java.util.Arrays;

/**
 * How many samples had a ratio in each of {@value #BINS} bins, the same ones always: 80 of width 0.05 in the logarithm between
 * exp(-2) and exp(2), and one for all that is below and one for all that is above. Equal width in the logarithm makes a
 * ratio and its inverse count alike.
 *
 * <p>Copy: with the library.
 */
public final class RatioHistogram {
    /** The number of bins. */
    public static final int BINS = 82;

    private static final double WIDTH = 0.05;
    private static final double FIRST = -2;

    private final int[] counts = new int[BINS];

    /** Makes a histogram of no samples. */
    public RatioHistogram() {}

    /**
     * Makes a histogram of known counts, as a stored one has them.
     *
     * @param counts one count for each bin, not negative
     * @return the histogram, with a copy of the counts
     * @throws IllegalArgumentException if there are not {@value #BINS} counts, or one is negative
     */
    public static RatioHistogram of(int... counts) {
        if (counts.length != BINS) {
            throw new IllegalArgumentException(
                    "a histogram of ratios has " + BINS + " counts but there were " + counts.length);
        }
        RatioHistogram histogram = new RatioHistogram();
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] < 0) {
                throw new IllegalArgumentException("count " + bin + " must not be negative but was " + counts[bin]);
            }
            histogram.counts[bin] = counts[bin];
        }
        return histogram;
    }

    /**
     * Counts a sample.
     *
     * @param logRatio the logarithm of its ratio, not NaN
     */
    public void add(double logRatio) {
        // Comparisons first: a cast of a number beyond the range of int would stop at the wrong bin.
        if (logRatio < FIRST) {
            counts[0]++;
        } else if (logRatio >= -FIRST) {
            counts[BINS - 1]++;
        } else {
            counts[1 + Math.min((int) ((logRatio - FIRST) / WIDTH), BINS - 3)]++;
        }
    }

    /** Forgets all samples. */
    public void clear() {
        Arrays.fill(counts, 0);
    }

    /**
     * {@return a copy, which later samples do not change}
     */
    public RatioHistogram copy() {
        return of(counts);
    }

    /**
     * {@return the counts, one for each bin, a copy}
     */
    public int[] counts() {
        return counts.clone();
    }

    /**
     * Gives the lower edge of a bin, which belongs to it.
     *
     * @param bin the bin, from 0
     * @return the smallest ratio of the bin; 0 for the first bin
     */
    public static double low(int bin) {
        return bin == 0 ? 0 : Math.exp(FIRST + (bin - 1) * WIDTH);
    }

    /**
     * Gives the upper edge of a bin, which belongs to the next one.
     *
     * @param bin the bin, from 0
     * @return the end of the bin; infinite for the last bin
     */
    public static double high(int bin) {
        return bin == BINS - 1 ? Double.POSITIVE_INFINITY : low(bin + 1);
    }
}
