package proximal.update;

/**
 * An adaptive coefficient beta with two bounds on the divergence: multiplied by a factor after an update whose KL(old, new) came
 * out above klMax, divided by it where it came out below klMin, left as it is between them, and held within bounds of its own.
 * With klMin = d / 1.5, klMax = 1.5 d and factor 2 this is {@link AdaptiveKl}.
 *
 * <p>Where klMax / klMin is at least the square of the factor, beta cannot jump across the band and back as long as the KL falls no faster
 * than with the square of beta.
 *
 * <pre>{@code
 * BandKl.between(0.005, 0.02).next(3, 0.03) // 4.5
 * }</pre>
 *
 * <p>Copy: alone, beside {@link KlRule}.
 *
 * @param klMin the divergence below which beta falls, nats, positive
 * @param klMax the divergence above which beta rises, nats, above klMin and finite
 * @param factor what beta is multiplied with or divided by, above 1 and finite
 * @param minCoef the smallest beta, positive: from 0 no factor leads away
 * @param maxCoef the largest beta, at least minCoef and finite
 */
public record BandKl(double klMin, double klMax, double factor, double minCoef, double maxCoef) implements KlRule {

    /**
     * Makes the rule.
     *
     * @param klMin the divergence below which beta falls, nats, positive
     * @param klMax the divergence above which beta rises, nats, above klMin and finite
     * @param factor what beta is multiplied with or divided by, above 1 and finite
     * @param minCoef the smallest beta, positive
     * @param maxCoef the largest beta, at least minCoef and finite
     * @throws IllegalArgumentException if a value is out of its range
     */
    public BandKl {
        if (!(klMin > 0 && klMin < klMax && klMax < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "klMin and klMax must be positive, finite and in order but were " + klMin + " and " + klMax);
        }
        if (!(factor > 1 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("factor must be above 1 and finite but was " + factor);
        }
        if (!(minCoef > 0 && minCoef <= maxCoef && maxCoef < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("minCoef and maxCoef must be positive, finite and in order but were "
                    + minCoef + " and " + maxCoef);
        }
    }

    /**
     * Makes the rule of a band, with factor 1.5 and bounds so wide, 1e-6 and 1e6, that they seldom matter.
     *
     * @param klMin the divergence below which beta falls, nats, positive
     * @param klMax the divergence above which beta rises, nats, above klMin and finite
     * @return the rule
     * @throws IllegalArgumentException if a value is out of its range
     */
    public static BandKl between(double klMin, double klMax) {
        return new BandKl(klMin, klMax, 1.5, 1e-6, 1e6);
    }

    @Override
    public double next(double klCoef, double kl) {
        if (Double.isNaN(kl)) {
            throw new IllegalArgumentException("kl must be a number but was NaN");
        }
        double next = kl > klMax ? factor * klCoef : kl < klMin ? klCoef / factor : klCoef;
        return Math.max(minCoef, Math.min(next, maxCoef));
    }
}
