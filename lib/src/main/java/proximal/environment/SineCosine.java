package proximal.environment;

/**
 * Sine and cosine of an angle together, several times faster than {@link Math#sin} and {@link Math#cos}. The nearest
 * multiple of pi/2 is subtracted from the angle; then the Taylor series about 0 is summed up to the 17th power, and its
 * remainder on [-pi/4, pi/4] is below 1e-17. The absolute error is at most {@link #ERROR}. For angles beyond {@link #LIMIT}
 * the methods of {@link Math} are used. Not thread-safe.
 *
 * <pre>{@code
 * SineCosine angle = new SineCosine();
 * angle.of(Math.PI / 6);
 * Math.rint(1000 * angle.cos()) // 866.0
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class SineCosine {
    /** The bound on the absolute error; the greatest one seen is 1.2e-16. */
    public static final double ERROR = 2.3e-16;

    /** Below this magnitude of an angle, in rad, a multiple of pi/2 is subtracted exactly. */
    public static final double LIMIT = 1e5;

    // pi/2 in two parts; the first one has 33 bits, so that its product with the multiple is exact.
    private static final double HALF_PI_HIGH = Double.longBitsToDouble(0x3FF921FB54400000L);
    private static final double HALF_PI_LOW = 6.077100506506192e-11;

    // The coefficients of the series: of x^3, …, x^17 and of x^4, …, x^16.
    private static final double S3 = -1.0 / 6;
    private static final double S5 = 1.0 / 120;
    private static final double S7 = -1.0 / 5040;
    private static final double S9 = 1.0 / 362880;
    private static final double S11 = -1.0 / 39916800;
    private static final double S13 = 1.0 / 6227020800.0;
    private static final double S15 = -1.0 / 1307674368000.0;
    private static final double S17 = 1.0 / 355687428096000.0;
    private static final double C4 = 1.0 / 24;
    private static final double C6 = -1.0 / 720;
    private static final double C8 = 1.0 / 40320;
    private static final double C10 = -1.0 / 3628800;
    private static final double C12 = 1.0 / 479001600;
    private static final double C14 = -1.0 / 87178291200.0;
    private static final double C16 = 1.0 / 20922789888000.0;

    private double sin;
    private double cos = 1;
    private double last;

    /** Begins with the angle 0. */
    public SineCosine() {}

    /**
     * {@return the sine of the last angle}
     */
    public double sin() {
        return sin;
    }

    /**
     * {@return the cosine of the last angle}
     */
    public double cos() {
        return cos;
    }

    /**
     * Computes both, unless the angle is that of the last call.
     *
     * @param angle the angle, rad
     */
    public void of(double angle) {
        if (angle == last) {
            return;
        }
        last = angle;
        if (!(Math.abs(angle) < LIMIT)) {
            sin = Math.sin(angle);
            cos = Math.cos(angle);
            return;
        }
        double quarters = Math.rint(angle * (2 / Math.PI));
        double x = angle - quarters * HALF_PI_HIGH - quarters * HALF_PI_LOW;
        double u = x * x;
        // Estrin's scheme: the pairs are independent of each other, where Horner's scheme is one chain of dependent
        // products.
        double u2 = u * u;
        double u4 = u2 * u2;
        double s = (S3 + S5 * u) + (S7 + S9 * u) * u2 + ((S11 + S13 * u) + (S15 + S17 * u) * u2) * u4;
        double c = (C4 + C6 * u) + (C8 + C10 * u) * u2 + ((C12 + C14 * u) + C16 * u2) * u4;
        // An odd quarter turn swaps the two, and some change their signs. Bits do it, as a branch would often be
        // mispredicted.
        long ownSin = Double.doubleToRawLongBits(x + x * u * s);
        long ownCos = Double.doubleToRawLongBits(1 - (0.5 * u - u2 * c));
        long quadrant = (long) quarters;
        long swap = -(quadrant & 1) & (ownSin ^ ownCos);
        sin = Double.longBitsToDouble(ownSin ^ swap ^ (quadrant & 2) << 62);
        cos = Double.longBitsToDouble(ownCos ^ swap ^ (quadrant + 1 & 2) << 62);
    }
}
