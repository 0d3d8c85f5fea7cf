package proximal.environment;

/**
 * Environments of one task that are stepped together: what a {@link VectorEnvironment} steps. Most are {@linkplain
 * SequentialBatch stepped one after the other}; those of another process cross to it once for all of them.
 *
 * <p>Arrays are flat, {@code [env][…]}, belong to the caller, and may be longer than needed.
 *
 * <p>Copy: with the library.
 */
public interface EnvironmentBatch extends AutoCloseable {

    /**
     * Begins an episode in every environment.
     *
     * @param seeds what all randomness of each episode comes from, {@code [env]}
     * @param observations filled with the first observations, {@code [env][obsSize]}
     */
    void reset(long[] seeds, float[] observations);

    /**
     * Takes one step in every environment. Where an episode ends, the next one begins at once.
     *
     * @param actions the actions, {@code [env][actionSize]}
     * @param nextSeeds the seed of the next episode of each environment, in case that one begins, {@code [env]}
     * @param observations filled with the observations after the step, {@code [env][obsSize]}: final ones where an episode
     *     ended
     * @param firstObservations filled with the first observation of the next episode where one ended, {@code [env][obsSize]}
     * @param rewards filled with the rewards, {@code [env]}
     * @param terminated filled with whether each task itself ended, {@code [env]}
     * @param truncated filled with whether each episode was cut from outside, {@code [env]}
     */
    void step(
            float[] actions,
            long[] nextSeeds,
            float[] observations,
            float[] firstObservations,
            double[] rewards,
            boolean[] terminated,
            boolean[] truncated);

    /** Frees what the batch holds beside its environments. */
    @Override
    void close();
}
