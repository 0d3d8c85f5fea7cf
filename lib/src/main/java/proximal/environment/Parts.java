package proximal.environment;

import java.util.Arrays;

/** Arrays joined to one, each behind its length, and taken apart again: the form of a checkpoint of several things. */
final class Parts {
    private Parts() {}

    /** Joins the arrays. */
    static double[] join(double[]... parts) {
        int length = 0;
        for (double[] part : parts) {
            length += 1 + part.length;
        }
        double[] joined = new double[length];
        int at = 0;
        for (double[] part : parts) {
            joined[at] = part.length;
            System.arraycopy(part, 0, joined, at + 1, part.length);
            at += 1 + part.length;
        }
        return joined;
    }

    /** Takes apart what {@link #join} joined; refuses an array that does not hold just this number of parts. */
    static double[][] split(double[] joined, int count) {
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
