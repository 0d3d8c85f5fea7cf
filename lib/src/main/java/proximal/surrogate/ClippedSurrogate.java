package proximal.surrogate;

import java.util.List;

/**
 * The clipped surrogate of PPO: min(r A, clip(r, 1 - epsilon, 1 + epsilon) A).
 *
 * <p>Its slope is A, and 0 where the ratio has already moved past the clip range in the direction that the advantage asks
 * for: r &gt; 1 + epsilon with A &gt; 0, r &lt; 1 - epsilon with A &lt; 0. The minimum keeps the gradient where the ratio
 * moved the wrong way.
 *
 * <p>Source: Schulman et al. 2017, "Proximal Policy Optimization Algorithms", arXiv 1707.06347, equation 7.
 *
 * <pre>{@code
 * new ClippedSurrogate(0.2).objective(1.5, -2) // -3.0
 * }</pre>
 *
 * <p>Copy: alone, beside {@link Surrogate}.
 *
 * @param clipRange epsilon, positive; 0.2 in the paper
 */
public record ClippedSurrogate(double clipRange) implements Surrogate {

    /**
     * Makes the surrogate of a clip range.
     *
     * @param clipRange epsilon, positive
     * @throws IllegalArgumentException if clipRange is not positive or not finite
     */
    public ClippedSurrogate {
        Surrogate.requireClipRange(clipRange);
    }

    @Override
    public double objective(double ratio, double advantage) {
        double clipped = Math.max(1 - clipRange, Math.min(ratio, 1 + clipRange));
        return Math.min(ratio * advantage, clipped * advantage);
    }

    @Override
    public double slope(double ratio, double advantage) {
        boolean clipped = advantage > 0 ? ratio > 1 + clipRange : ratio < 1 - clipRange;
        return clipped ? 0 : advantage;
    }

    @Override
    public List<Interval> zeroGradient(double advantage) {
        if (advantage == 0) {
            return List.of(Interval.ALL);
        }
        return advantage > 0
                ? Interval.outside(0, 1 + clipRange)
                : Interval.outside(1 - clipRange, Double.POSITIVE_INFINITY);
    }
}
