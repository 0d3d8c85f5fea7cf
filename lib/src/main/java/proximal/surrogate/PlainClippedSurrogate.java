package proximal.surrogate;

import java.util.List;

/**
 * The clipped ratio alone: clip(r, 1 - epsilon, 1 + epsilon) A, what is left of {@link ClippedSurrogate} without its minimum.
 *
 * <p>Its slope is A within the clip range and 0 outside, whatever the sign of A. A sample whose ratio moved the wrong way, past
 * the range, has no gradient to bring it back: that is what the minimum is for.
 *
 * <p>Source: the second term of Schulman et al. 2017, "Proximal Policy Optimization Algorithms", arXiv 1707.06347, equation 7.
 *
 * <pre>{@code
 * new PlainClippedSurrogate(0.25).objective(1.5, -2) // -2.5
 * }</pre>
 *
 * <p>Copy: alone, beside {@link Surrogate}.
 *
 * @param clipRange epsilon, positive; 0.2 in the paper
 */
public record PlainClippedSurrogate(double clipRange) implements Surrogate {

    /**
     * Makes the surrogate of a clip range.
     *
     * @param clipRange epsilon, positive
     * @throws IllegalArgumentException if clipRange is not positive or not finite
     */
    public PlainClippedSurrogate {
        Surrogate.requireClipRange(clipRange);
    }

    @Override
    public double objective(double ratio, double advantage) {
        return Math.max(1 - clipRange, Math.min(ratio, 1 + clipRange)) * advantage;
    }

    @Override
    public double slope(double ratio, double advantage) {
        return ratio < 1 - clipRange || ratio > 1 + clipRange ? 0 : advantage;
    }

    @Override
    public List<Interval> zeroGradient(double advantage) {
        return advantage == 0 ? List.of(Interval.ALL) : Interval.outside(1 - clipRange, 1 + clipRange);
    }
}
