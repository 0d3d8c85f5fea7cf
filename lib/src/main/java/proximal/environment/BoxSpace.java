package proximal.environment;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A box in R^n, closed, with a lower and an upper bound for each coordinate; a bound may be infinite.
 *
 * <p>Copy: with the library.
 */
public final class BoxSpace implements Space {
    private final float[] low;
    private final float[] high;

    /**
     * Makes a box from its bounds.
     *
     * @param low the lower bounds
     * @param high the upper bounds, of the same length
     * @throws IllegalArgumentException if the lengths differ, or a lower bound is NaN or above its upper bound
     */
    public BoxSpace(float[] low, float[] high) {
        Require.that(
                low.length > 0 && low.length == high.length,
                () -> "a box needs as many lower bounds as upper bounds, at least 1, but had " + low.length + " and "
                        + high.length);
        for (int i = 0; i < low.length; i++) {
            if (!(low[i] <= high[i])) {
                throw new IllegalArgumentException("the bounds of coordinate " + i
                        + " of a box must have low <= high but were " + low[i] + " and " + high[i]);
            }
        }
        this.low = low.clone();
        this.high = high.clone();
    }

    /**
     * Makes a box whose coordinates all have the same bounds.
     *
     * @param size the number of coordinates, at least 1
     * @param low the lower bound
     * @param high the upper bound
     * @return the box
     * @throws IllegalArgumentException if size is not positive, or low is NaN or above high
     */
    public static BoxSpace of(int size, double low, double high) {
        Require.that(size >= 1, "the size of a box", "at least 1", size);
        float[] lows = new float[size];
        float[] highs = new float[size];
        Arrays.fill(lows, (float) low);
        Arrays.fill(highs, (float) high);
        return new BoxSpace(lows, highs);
    }

    /**
     * Makes a box around 0.
     *
     * @param high the upper bound of each coordinate, whose negative is the lower one
     * @return the box
     * @throws IllegalArgumentException if there is no bound, or one is negative or NaN
     */
    public static BoxSpace symmetric(double... high) {
        float[] lows = new float[high.length];
        float[] highs = new float[high.length];
        for (int i = 0; i < high.length; i++) {
            lows[i] = (float) -high[i];
            highs[i] = (float) high[i];
        }
        return new BoxSpace(lows, highs);
    }

    /**
     * {@return the lower bound of a coordinate}
     *
     * @param i the coordinate
     */
    public float low(int i) {
        return low[i];
    }

    /**
     * {@return the upper bound of a coordinate}
     *
     * @param i the coordinate
     */
    public float high(int i) {
        return high[i];
    }

    @Override
    public int size() {
        return low.length;
    }

    @Override
    public boolean takes(int i, float number) {
        return !Float.isNaN(number);
    }

    @Override
    public String demand(int i) {
        return "a number";
    }

    @Override
    public void sample(RandomGenerator random, float[] element) {
        for (int i = 0; i < low.length; i++) {
            double from = Float.isInfinite(low[i]) ? Math.min(-1, high[i] - 1) : low[i];
            double to = Float.isInfinite(high[i]) ? Math.max(1, from + 1) : high[i];
            element[i] = (float) (from + (to - from) * random.nextDouble());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BoxSpace box && Arrays.equals(low, box.low) && Arrays.equals(high, box.high);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(low) + Arrays.hashCode(high);
    }

    @Override
    public String toString() {
        return "BoxSpace(" + Arrays.toString(low) + ", " + Arrays.toString(high) + ")";
    }
}
