package proximal.update;

/**
 * The adaptive coefficient beta of PPO-penalty: doubled after an update whose KL(old, new) came out above 1.5 targetKl, halved
 * where it came out below targetKl / 1.5, and held within bounds.
 *
 * <p>The KL falls with beta, but how fast is up to the problem. Where the surrogate keeps rising along a step and the KL grows with its
 * square, a beta twice as large gives a quarter of the KL; the band from targetKl / 1.5 to 1.5 targetKl is only 2.25 wide, so
 * that beta can go back and forth across it. A {@link BandKl} with a smaller factor does not.
 *
 * <p>Source: Schulman et al. 2017, "Proximal Policy Optimization Algorithms", arXiv 1707.06347, section 4.
 *
 * <pre>{@code
 * AdaptiveKl.withTarget(0.01).next(3, 0.02) // 6.0
 * }</pre>
 *
 * <p>Copy: alone, beside {@link KlRule} and {@link BandKl}.
 *
 * @param targetKl d_targ, nats, positive and finite; 0.003, 0.01 and 0.03 in the paper
 * @param minCoef the smallest beta, positive: from 0 no doubling leads away
 * @param maxCoef the largest beta, at least minCoef and finite
 */
public record AdaptiveKl(double targetKl, double minCoef, double maxCoef) implements KlRule {

    /**
     * Makes the rule.
     *
     * @param targetKl d_targ, nats, positive and finite
     * @param minCoef the smallest beta, positive
     * @param maxCoef the largest beta, at least minCoef and finite
     * @throws IllegalArgumentException if a value is out of its range
     */
    public AdaptiveKl {
        if (!(targetKl > 0 && targetKl < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("targetKl must be positive and finite but was " + targetKl);
        }
        band(targetKl, minCoef, maxCoef);
    }

    private static BandKl band(double targetKl, double minCoef, double maxCoef) {
        return new BandKl(targetKl / 1.5, 1.5 * targetKl, 2, minCoef, maxCoef);
    }

    /**
     * Makes the rule of a target, with bounds so wide, 1e-6 and 1e6, that they seldom matter.
     *
     * @param targetKl d_targ, nats, positive and finite
     * @return the rule
     * @throws IllegalArgumentException if targetKl is out of its range
     */
    public static AdaptiveKl withTarget(double targetKl) {
        return new AdaptiveKl(targetKl, 1e-6, 1e6);
    }

    @Override
    public double next(double klCoef, double kl) {
        return band(targetKl, minCoef, maxCoef).next(klCoef, kl);
    }
}
