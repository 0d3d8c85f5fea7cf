package proximal.update;

/**
 * The adaptive coefficient beta of RLHF: moved in proportion to the relative error of the divergence, at most 0.2 of it counted.
 *
 * <pre>
 * error = clip(kl / targetKl - 1, -0.2, 0.2)
 * beta  = beta (1 + gain error)
 * </pre>
 *
 * <p>There kl is the divergence of an answer from the reference model, the sum over its tokens, and the rule is applied once a
 * rollout. With gain 0.1 beta changes by at most 2 % at a time. An implementation that counts samples has gain n / horizon for
 * a rollout of n answers.
 *
 * <p>Source: Ziegler et al. 2019, "Fine-Tuning Language Models from Human Preferences", arXiv 1909.08593, section 2.2.
 *
 * <pre>{@code
 * new ProportionalKl(6, 0.1).next(1, 9) // 1.02
 * }</pre>
 *
 * <p>Copy: alone, beside {@link KlRule}.
 *
 * @param targetKl nats, positive and finite; 6 to 10 in the paper
 * @param gain K_beta, positive and below 5, so that beta stays positive; 0.1 in the paper
 */
public record ProportionalKl(double targetKl, double gain) implements KlRule {

    /**
     * Makes the rule.
     *
     * @param targetKl nats, positive and finite
     * @param gain K_beta, positive and below 5
     * @throws IllegalArgumentException if a value is out of its range
     */
    public ProportionalKl {
        if (!(targetKl > 0 && targetKl < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("targetKl must be positive and finite but was " + targetKl);
        }
        if (!(gain > 0 && gain < 5)) {
            throw new IllegalArgumentException("gain must be positive and below 5 but was " + gain);
        }
    }

    @Override
    public double next(double klCoef, double kl) {
        if (Double.isNaN(kl)) {
            throw new IllegalArgumentException("kl must be a number but was NaN");
        }
        return klCoef * (1 + gain * Math.max(-0.2, Math.min(kl / targetKl - 1, 0.2)));
    }
}
