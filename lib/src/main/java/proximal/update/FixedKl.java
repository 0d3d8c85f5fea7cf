package proximal.update;

/**
 * The coefficient beta stays what it was: the penalty of Schulman et al. 2017, "Proximal Policy Optimization Algorithms",
 * arXiv 1707.06347, section 6.1, "fixed KL".
 *
 * <pre>{@code
 * new FixedKl().next(3, 0.5) // 3.0
 * }</pre>
 *
 * <p>Copy: alone, beside {@link KlRule}.
 */
public record FixedKl() implements KlRule {

    @Override
    public double next(double klCoef, double kl) {
        return klCoef;
    }

    @Override
    public boolean needsKl() {
        return false;
    }
}
