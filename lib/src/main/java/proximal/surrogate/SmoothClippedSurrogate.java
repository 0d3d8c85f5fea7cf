package proximal.surrogate;

import java.util.List;

/**
 * A clip without corners: min(r A, f(r) A), with f(r) = 1 + epsilon tanh((r - 1) / epsilon) in the place of clip(r, 1 - epsilon,
 * 1 + epsilon).
 *
 * <p>f is r at 1 up to the second order, and comes to 1 - epsilon and 1 + epsilon far from it. The slope is A where the ratio
 * moved the wrong way, as in {@link ClippedSurrogate}; where it moved as the advantage asks it is A / cosh^2((r - 1) / epsilon), which
 * fades and is nowhere 0.
 *
 * <p>An example of a surrogate of one's own. f is, up to a constant and with tau = 2 / epsilon, the sigmoid of the soft clipping of Chen et
 * al. 2022, "The Sufficiency of Off-Policyness and Soft Clipping", arXiv 2205.10047; they take no minimum.
 *
 * <pre>{@code
 * new SmoothClippedSurrogate(0.2).objective(1.5, -2) // -3.0
 * }</pre>
 *
 * <p>Copy: alone, beside {@link Surrogate}.
 *
 * @param clipRange epsilon, positive
 */
public record SmoothClippedSurrogate(double clipRange) implements Surrogate {

    /**
     * Makes the surrogate of a clip range.
     *
     * @param clipRange epsilon, positive
     * @throws IllegalArgumentException if clipRange is not positive or not finite
     */
    public SmoothClippedSurrogate {
        Surrogate.requireClipRange(clipRange);
    }

    @Override
    public double objective(double ratio, double advantage) {
        double clipped = 1 + clipRange * Math.tanh((ratio - 1) / clipRange);
        return Math.min(ratio * advantage, clipped * advantage);
    }

    @Override
    public double slope(double ratio, double advantage) {
        boolean wrongWay = advantage > 0 ? ratio < 1 : ratio > 1;
        double cosh = wrongWay ? 1 : Math.cosh((ratio - 1) / clipRange);
        return advantage / (cosh * cosh);
    }

    @Override
    public List<Interval> zeroGradient(double advantage) {
        return advantage == 0 ? List.of(Interval.ALL) : List.of();
    }
}
