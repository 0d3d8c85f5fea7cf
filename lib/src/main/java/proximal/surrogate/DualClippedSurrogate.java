package proximal.surrogate;

import java.util.List;

/**
 * The dual-clipped surrogate: that of PPO, min(r A, clip(r, 1 - epsilon, 1 + epsilon) A), but never below c A where A &lt; 0:
 *
 * <pre>
 * A &gt;= 0:  min(r A, clip(r, 1 - epsilon, 1 + epsilon) A)
 * A &lt; 0:   max(min(r A, clip(r, 1 - epsilon, 1 + epsilon) A), c A)
 * </pre>
 *
 * <p>Its slope is that of {@link ClippedSurrogate}, and 0 also where A &lt; 0 and r &gt; c: a very large ratio, as between a policy
 * and the distant one that drew the actions, would give such a sample a gradient r A without bound.
 *
 * <p>Source: Ye et al. 2020, "Mastering Complex Control in MOBA Games with Deep Reinforcement Learning", arXiv 1912.09729,
 * equation 5.
 *
 * <pre>{@code
 * new DualClippedSurrogate(0.2, 3).objective(5, -2) // -6.0
 * }</pre>
 *
 * <p>Copy: alone, beside {@link Surrogate}.
 *
 * @param clipRange epsilon, positive
 * @param dualClip c, above 1; 3 in the paper
 */
public record DualClippedSurrogate(double clipRange, double dualClip) implements Surrogate {

    /**
     * Makes the surrogate of two clips.
     *
     * @param clipRange epsilon, positive
     * @param dualClip c, above 1
     * @throws IllegalArgumentException if clipRange is not positive or dualClip not above 1, or one is not finite
     */
    public DualClippedSurrogate {
        Surrogate.requireClipRange(clipRange);
        if (!(dualClip > 1 && dualClip < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("dualClip must be above 1 and finite but was " + dualClip);
        }
    }

    @Override
    public double objective(double ratio, double advantage) {
        double clipped = Math.max(1 - clipRange, Math.min(ratio, 1 + clipRange));
        double smaller = Math.min(ratio * advantage, clipped * advantage);
        return advantage < 0 ? Math.max(smaller, dualClip * advantage) : smaller;
    }

    @Override
    public double slope(double ratio, double advantage) {
        boolean clipped = advantage > 0 ? ratio > 1 + clipRange : ratio < 1 - clipRange || ratio > dualClip;
        return clipped ? 0 : advantage;
    }

    @Override
    public List<Interval> zeroGradient(double advantage) {
        if (advantage == 0) {
            return List.of(Interval.ALL);
        }
        return advantage > 0 ? Interval.outside(0, 1 + clipRange) : Interval.outside(1 - clipRange, dualClip);
    }
}
