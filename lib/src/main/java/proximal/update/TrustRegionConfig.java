package proximal.update;

import proximal.environment.Require;

/**
 * The hyperparameters of TRPO's step (Schulman et al. 2015, "Trust Region Policy Optimization", arXiv 1502.05477, appendix C).
 * Immutable: each {@code withX} gives a changed copy. Size of the minibatches, learning rate and greatest gradient norm for
 * the value function are those of the run.
 *
 * <p>Copy: with the library.
 *
 * @param klRadius delta, the largest mean KL(old, new) of a step, nats, positive and finite; 0.01 in the paper
 * @param damping what is added to the diagonal of the Fisher matrix, not negative and finite; 0.1 in Spinning Up
 * @param cgIterations the iterations of conjugate gradient, at least 1; 10 in the paper
 * @param backtrackFactor what the line search shortens a rejected step by, in (0, 1); 0.8 in Spinning Up
 * @param maxBacktracks how many steps, ever shorter, the line search tries, at least 1; 10 in Spinning Up
 * @param valueEpochs the epochs of minibatch steps that fit the value function, at least 0; 10 in Stable-Baselines3
 */
public record TrustRegionConfig(
        double klRadius, double damping, int cgIterations, double backtrackFactor, int maxBacktracks, int valueEpochs) {

    /**
     * Checks every value, as the record says.
     *
     * @param klRadius see the record
     * @param damping see the record
     * @param cgIterations see the record
     * @param backtrackFactor see the record
     * @param maxBacktracks see the record
     * @param valueEpochs see the record
     * @throws IllegalArgumentException if a value is out of its range, the message naming both
     */
    public TrustRegionConfig {
        Require.that(klRadius > 0 && klRadius < Double.POSITIVE_INFINITY, "klRadius", "positive and finite", klRadius);
        Require.that(damping >= 0 && damping < Double.POSITIVE_INFINITY, "damping", "finite and not negative", damping);
        Require.that(cgIterations >= 1, "cgIterations", "at least 1", cgIterations);
        Require.that(backtrackFactor > 0 && backtrackFactor < 1, "backtrackFactor", "in (0, 1)", backtrackFactor);
        Require.that(maxBacktracks >= 1, "maxBacktracks", "at least 1", maxBacktracks);
        Require.that(valueEpochs >= 0, "valueEpochs", "at least 0", valueEpochs);
    }

    /**
     * {@return radius 0.01, damping 0.1, 10 iterations, factor 0.8, 10 backtracks, 10 epochs}
     */
    public static TrustRegionConfig withDefaults() {
        return new TrustRegionConfig(0.01, 0.1, 10, 0.8, 10, 10);
    }

    /**
     * Changes {@link #klRadius()}.
     *
     * @param klRadius the new value
     * @return the changed copy
     */
    public TrustRegionConfig withKlRadius(double klRadius) {
        return new TrustRegionConfig(klRadius, damping, cgIterations, backtrackFactor, maxBacktracks, valueEpochs);
    }

    /**
     * Changes {@link #damping()}.
     *
     * @param damping the new value
     * @return the changed copy
     */
    public TrustRegionConfig withDamping(double damping) {
        return new TrustRegionConfig(klRadius, damping, cgIterations, backtrackFactor, maxBacktracks, valueEpochs);
    }

    /**
     * Changes {@link #cgIterations()}.
     *
     * @param cgIterations the new value
     * @return the changed copy
     */
    public TrustRegionConfig withCgIterations(int cgIterations) {
        return new TrustRegionConfig(klRadius, damping, cgIterations, backtrackFactor, maxBacktracks, valueEpochs);
    }

    /**
     * Changes {@link #backtrackFactor()}.
     *
     * @param backtrackFactor the new value
     * @return the changed copy
     */
    public TrustRegionConfig withBacktrackFactor(double backtrackFactor) {
        return new TrustRegionConfig(klRadius, damping, cgIterations, backtrackFactor, maxBacktracks, valueEpochs);
    }

    /**
     * Changes {@link #maxBacktracks()}.
     *
     * @param maxBacktracks the new value
     * @return the changed copy
     */
    public TrustRegionConfig withMaxBacktracks(int maxBacktracks) {
        return new TrustRegionConfig(klRadius, damping, cgIterations, backtrackFactor, maxBacktracks, valueEpochs);
    }

    /**
     * Changes {@link #valueEpochs()}.
     *
     * @param valueEpochs the new value
     * @return the changed copy
     */
    public TrustRegionConfig withValueEpochs(int valueEpochs) {
        return new TrustRegionConfig(klRadius, damping, cgIterations, backtrackFactor, maxBacktracks, valueEpochs);
    }
}
