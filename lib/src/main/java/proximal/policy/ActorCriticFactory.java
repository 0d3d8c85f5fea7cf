package proximal.policy;

/**
 * Makes the network of a run, as in this one of DJL's own blocks:
 *
 * <pre>{@code
 * ActorCriticFactory mine = (observationSize, distribution, seed) ->
 *         new DjlActorCritic(PerceptronBlock.shared(new int[] {32}, 2, seed), observationSize, distribution, seed);
 * }</pre>
 *
 * <p>An implementation has no state and may be called from several threads; equal seeds give equal networks.
 *
 * <p>Copy: with the library.
 */
@FunctionalInterface
public interface ActorCriticFactory {

    /**
     * Makes one network.
     *
     * @param observationSize the number of floats of one observation
     * @param distribution the family of action distributions
     * @param seed what the initial parameters come from
     * @return the network, owned by the caller
     */
    ActorCritic create(int observationSize, ActionDistribution distribution, long seed);

    /**
     * The network of the PPO literature on the fast engine: perceptrons, for a Gaussian with free log standard deviations.
     *
     * @param config shape and initialisation
     * @return the factory
     */
    static ActorCriticFactory perceptron(PerceptronConfig config) {
        return new PerceptronFactory(config);
    }

    /**
     * Makes networks of the fast engine; a record and not a lambda, so that its text says what it makes.
     *
     * @param config shape and initialisation
     */
    record PerceptronFactory(PerceptronConfig config) implements ActorCriticFactory {

        @Override
        public ActorCritic create(int observationSize, ActionDistribution distribution, long seed) {
            return new PerceptronActorCritic(
                    observationSize, distribution, distribution.freeParameters(), config, seed);
        }
    }
}
