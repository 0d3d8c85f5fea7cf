package proximal.environment;

/**
 * A task to be learned, with the semantics of Gymnasium: {@link #reset reset} with a seed begins an episode, {@link #step
 * step} takes an action and gives the next observation, the reward, and whether the episode terminated or was truncated.
 *
 * <p>Arrays belong to the caller and are filled by the environment, so that stepping makes no garbage. An environment is
 * used by one thread at a time. All randomness of an episode comes from the seed of its reset: the same seed and the same
 * actions give the same episode, bit for bit. {@link EnvironmentChecker} tests an implementation for these rules.
 *
 * <p>An environment does not limit its own time; {@link TimeLimit} does. {@link EnvironmentWrapper} helps to change another.
 *
 * <p>Copy: with the library.
 */
public interface Environment extends AutoCloseable {

    /**
     * {@return the name of the task, as in {@code CartPole-v1}}
     */
    String name();

    /**
     * {@return the space of the observations}
     */
    BoxSpace observationSpace();

    /**
     * {@return the space of the actions}
     */
    Space actionSpace();

    /**
     * {@return how many of the last numbers of an observation are the mask of the actions: 1 where an action is allowed now, 0
     * where not, one for each of a discrete space, or for each of each index of a multi-discrete one; 0 for no mask}
     */
    default int maskSize() {
        return 0;
    }

    /**
     * Begins an episode.
     *
     * @param seed what all randomness of the episode comes from
     * @param observation filled with the first observation, of length {@code observationSpace().size()}
     */
    void reset(long seed, float[] observation);

    /**
     * Takes one step. After a step that ended the episode, the next call must be {@link #reset reset}.
     *
     * @param action the action, of length {@code actionSpace().size()}; a discrete action is its index
     * @param observation filled with the observation after the step, the final one where the episode ended
     * @param result set to the reward, termination and truncation of the step
     */
    void step(float[] action, float[] observation, StepResult result);

    /**
     * Gives the whole state of the episode, as {@link #setState setState} takes it: what a checkpoint keeps.
     *
     * @return the state, a new array
     * @throws UnsupportedOperationException if this environment cannot give its state
     */
    default double[] state() {
        throw new UnsupportedOperationException(name() + " cannot give its state, so a run on it cannot be resumed");
    }

    /**
     * Goes to a state that {@link #state()} gave.
     *
     * @param state the state
     * @param observation filled with the observation of that state
     * @throws UnsupportedOperationException if this environment cannot take a state
     */
    default void setState(double[] state, float[] observation) {
        throw new UnsupportedOperationException(name() + " cannot take a state, so a run on it cannot be resumed");
    }

    /**
     * Draws the present state, as recorded episodes show it.
     *
     * @return a new sketch
     * @throws UnsupportedOperationException if this environment has no drawing
     */
    default Sketch sketch() {
        throw new UnsupportedOperationException(name() + " has no drawing: its environment does not override sketch()");
    }

    /**
     * {@return the seconds from one step to the next in the world of the task; NaN where its steps have no duration}
     */
    default double stepSeconds() {
        return Double.NaN;
    }

    /**
     * Gives what steps environments of this kind together, where that is of use.
     *
     * @param environments this one and others by the same factory
     * @return the batch, to be closed before the environments; null, as by default, to have them {@linkplain SequentialBatch
     *     stepped one after the other}
     */
    default EnvironmentBatch together(Environment[] environments) {
        return null;
    }

    /** Frees what the environment holds; the built-in ones hold nothing. */
    @Override
    default void close() {}
}
