package proximal.environment;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Joins arrays into one, each preceded by its length, and splits them again: the state of an environment that consists of
 * several things.
 *
 * <pre>{@code
 * double[] joined = Parts.join(new double[] {1, 2}, new double[0], new double[] {3});
 * Parts.split(joined, 3)[0].length // 2
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class Parts {
    private Parts() {}

    /**
     * Joins arrays.
     *
     * @param parts the arrays, of any lengths
     * @return a new array that {@link #split split} takes
     */
    public static double[] join(double[]... parts) {
        return Arrays.stream(parts)
                .flatMapToDouble(part -> DoubleStream.concat(DoubleStream.of(part.length), Arrays.stream(part)))
                .toArray();
    }

    /**
     * Splits what {@link #join join} joined.
     *
     * @param joined the joined arrays
     * @param count the number of arrays that were joined
     * @return the arrays, new ones
     * @throws IllegalArgumentException if there are not exactly this number of arrays
     */
    public static double[][] split(double[] joined, int count) {
        double[][] parts = new double[count][];
        int end = 0;
        for (int i = 0; i < count && end < joined.length; i++) {
            int begin = end + 1;
            double length = joined[end] >= 0 ? joined[end] : joined.length; // which is too long
            end = begin + (int) Math.min(length, joined.length);
            parts[i] = Arrays.copyOfRange(joined, begin, end);
        }
        if (end != joined.length || parts[count - 1] == null) {
            throw new IllegalArgumentException(
                    "a state of " + count + " parts, each preceded by its length, was expected" + " but the "
                            + joined.length + " numbers are no such state");
        }
        return parts;
    }
}
