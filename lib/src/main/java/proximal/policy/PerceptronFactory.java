package proximal.policy;

/** Makes networks of the fast engine; a record and not a lambda, so that its text says what it makes. */
record PerceptronFactory(PerceptronConfig config) implements ActorCriticFactory {

    @Override
    public ActorCritic create(int observationSize, ActionDistribution distribution, long seed) {
        int freeLogStd = distribution instanceof DiagonalGaussian ? distribution.actionSize() : 0;
        return new PerceptronActorCritic(observationSize, distribution, freeLogStd, config, seed);
    }
}
