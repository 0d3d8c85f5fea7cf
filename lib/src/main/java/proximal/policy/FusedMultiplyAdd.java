package proximal.policy;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * a b + c rounded once, as {@link Math#fma(float, float, float)} gives it. Where the JVM has no instruction for it, that
 * method computes with decimal numbers, about a thousand times slower; here two sums in double precision give the same bits.
 *
 * <pre>{@code
 * FusedMultiplyAdd.of(2, 3, 4) // 10.0
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class FusedMultiplyAdd {
    /** Whether the JVM has an instruction for it. */
    public static final boolean IN_HARDWARE = inHardware();

    private FusedMultiplyAdd() {}

    private static boolean inHardware() {
        try {
            return Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption("UseFMA")
                    .getValue());
        } catch (RuntimeException | LinkageError e) {
            return true; // Another JVM than HotSpot cannot say.
        }
    }

    /**
     * Computes a b + c.
     *
     * @param a a factor
     * @param b a factor
     * @param c a summand
     * @return a b + c, rounded once
     */
    public static float of(float a, float b, float c) {
        return IN_HARDWARE ? Math.fma(a, b, c) : exact(a, b, c);
    }

    /**
     * Computes a b + c without the instruction. The product of two floats is exact in a double. Its sum with c is rounded to odd: where it is not exact, its last bit is
     * 1, so that rounding it again, to a float, cannot meet a tie that is none (Boldo and Melquiond 2008, "Emulation of FMA
     * and correctly rounded sums: proved algorithms using rounding to odd").
     *
     * @param a a factor
     * @param b a factor
     * @param c a summand
     * @return a b + c, rounded once
     */
    public static float exact(float a, float b, float c) {
        double product = (double) a * b;
        double sum = product + c;
        double part = sum - product;
        double error = (product - (sum - part)) + (c - part);
        if (error > 0 || error < 0) {
            long bits = Double.doubleToRawLongBits(sum);
            if ((bits & 1) == 0) {
                sum = Double.longBitsToDouble(bits + (error > 0 == sum > 0 ? 1 : -1));
            }
        }
        return (float) sum;
    }
}
