package proximal.surrogate;

/**
 * The log-probability surrogate log(r) A of REINFORCE and A2C. Since log r = log pi_new(a|s) - log pi_old(a|s), and the old policy
 * is constant, its gradient is that of log pi_new(a|s) A: the policy gradient, at every ratio. Its slope is A / r.
 *
 * <p>Only where the policy is still the one that drew the actions, r = 1, is that the gradient of what the policy earns; there
 * it equals the gradient of {@link ImportanceSampledSurrogate} and of {@link ClippedSurrogate}.
 *
 * <p>Source: Williams 1992, "Simple statistical gradient-following algorithms for connectionist reinforcement learning", section
 * 4; Schulman et al. 2017, arXiv 1707.06347, equation 2.
 *
 * <pre>{@code
 * new LogProbabilitySurrogate().slope(0.5, 2) // 4.0
 * }</pre>
 *
 * <p>Copy: alone, beside {@link Surrogate}.
 */
public record LogProbabilitySurrogate() implements Surrogate {

    @Override
    public double objective(double ratio, double advantage) {
        return Math.log(ratio) * advantage;
    }

    @Override
    public double slope(double ratio, double advantage) {
        return advantage / ratio;
    }
}
