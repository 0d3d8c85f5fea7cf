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
        int at = 0;
        for (int i = 0; i < count; i++) {
            double length = at < joined.length ? joined[at] : Double.NaN;
            if (!(length >= 0 && length <= joined.length - at - 1 && length == Math.rint(length))) {
                throw new IllegalArgumentException("a state of " + count + " parts was expected but its "
                        + joined.length + " numbers end before part " + i + " does");
            }
            parts[i] = Arrays.copyOfRange(joined, at + 1, at + 1 + (int) length);
            at += 1 + (int) length;
        }
        if (at != joined.length) {
            throw new IllegalArgumentException("a state of " + count + " parts was expected, which end after " + at
                    + " numbers, but there were " + joined.length);
        }
        return parts;
    }
}
