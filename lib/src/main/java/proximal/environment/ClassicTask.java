package proximal.environment;

import java.util.Arrays;

/**
 * A task whose state is an array of numbers and whose action is one number, as those of classic control are. This class has
 * the state, the generator of initial states, and the checks of what the caller hands in; a task adds its initial
 * distribution and its dynamics, and its observation where that is not the state:
 *
 * <pre>{@code
 * class Falling extends ClassicTask {
 *     Falling() { super("Falling", 1, BoxSpace.of(1, -10, 10), new DiscreteSpace(2)); }
 *     protected void begin(SplitMix64 random) { state[0] = uniform(random, 1, 2); }
 *     protected void advance(float action, StepResult result) {
 *         state[0] += action == 1 ? 0.1 : -0.2;
 *         result.set(1, state[0] < 0, false);
 *     }
 * }
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public abstract class ClassicTask implements Environment {
    /** The state of the task; the built-in ones have the order of Gymnasium's own state vector. */
    protected final double[] state;

    private final String name;
    private final BoxSpace observationSpace;
    private final Space actionSpace;
    private final SplitMix64 random = new SplitMix64(0);
    private boolean running;

    /**
     * Makes a task; it has no episode until its first reset.
     *
     * @param name the name of the task
     * @param stateSize the number of elements of the state
     * @param observationSpace the space of the observations
     * @param actionSpace the space of the actions, of size 1
     * @throws IllegalArgumentException if an action has another size
     */
    protected ClassicTask(String name, int stateSize, BoxSpace observationSpace, Space actionSpace) {
        Require.that(actionSpace.size() == 1, "the size of the action of " + name, "1", actionSpace.size());
        this.name = name;
        this.state = new double[stateSize];
        this.observationSpace = observationSpace;
        this.actionSpace = actionSpace;
    }

    /**
     * Draws the initial state into {@link #state}.
     *
     * @param random where the randomness of the episode comes from
     */
    protected abstract void begin(SplitMix64 random);

    /**
     * Moves {@link #state} by one step.
     *
     * @param action an index of a discrete space, or a number, which may lie outside a box
     * @param result to be set to the reward and whether the task terminated
     */
    protected abstract void advance(float action, StepResult result);

    /**
     * Writes the observation of {@link #state}: the state itself, in float32, unless a task says otherwise.
     *
     * @param observation to be filled, of the length of the observation space
     */
    protected void observe(float[] observation) {
        for (int i = 0; i < state.length; i++) {
            observation[i] = (float) state[i];
        }
    }

    /**
     * Draws from the uniform distribution on [low, high).
     *
     * @param random where the randomness comes from
     * @param low the lower bound
     * @param high the upper bound
     * @return the number drawn
     */
    protected static double uniform(SplitMix64 random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /**
     * Clips a number to an interval.
     *
     * @param x the number
     * @param low the lower bound
     * @param high the upper bound
     * @return the point of [low, high] that is nearest to it
     */
    protected static double clip(double x, double low, double high) {
        return Math.min(Math.max(x, low), high);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final BoxSpace observationSpace() {
        return observationSpace;
    }

    @Override
    public final Space actionSpace() {
        return actionSpace;
    }

    @Override
    public final void reset(long seed, float[] observation) {
        checkLength(observation);
        random.setState(seed);
        begin(random);
        observe(observation);
        running = true;
    }

    /**
     * Takes one step.
     *
     * @param action the action, of length 1; outside a box it is clipped as Gymnasium does
     * @param observation filled with the observation after the step
     * @param result set to the reward and whether the task terminated; never truncated
     * @throws IllegalArgumentException if the action is NaN or no index of a discrete space, or an array has the wrong
     *     length
     * @throws IllegalStateException if the episode has terminated or none has begun
     */
    @Override
    public final void step(float[] action, float[] observation, StepResult result) {
        if (!running) {
            throw new IllegalStateException(
                    name + " must be reset before its first step and after a step that terminated the episode");
        }
        checkLength(observation);
        if (action.length != 1) {
            throw new IllegalArgumentException(name + " takes an action of length 1 but was given " + action.length);
        }
        if (!actionSpace.takes(0, action[0])) {
            throw new IllegalArgumentException(
                    "the action of " + name + " must be " + actionSpace.demand(0) + " but was " + action[0]);
        }
        advance(action[0], result);
        observe(observation);
        running = !result.terminated();
    }

    @Override
    public final double[] state() {
        return state.clone();
    }

    /**
     * Goes to a state, from which an episode goes on.
     *
     * @param state the state, as {@link #state()} gives it
     * @param observation filled with the observation of that state
     * @throws IllegalArgumentException if the state has the wrong length or an element that is NaN or infinite, or the
     *     observation has the wrong length
     */
    @Override
    public final void setState(double[] state, float[] observation) {
        checkLength(observation);
        boolean fits = state.length == this.state.length && Arrays.stream(state).allMatch(Double::isFinite);
        Require.that(fits, "the state of " + name, this.state.length + " finite numbers", Arrays.toString(state));
        System.arraycopy(state, 0, this.state, 0, state.length);
        observe(observation);
        running = true;
    }

    private void checkLength(float[] observation) {
        if (observation.length != observationSpace.size()) {
            throw new IllegalArgumentException("the observation array of " + name + " must have length "
                    + observationSpace.size() + " but had " + observation.length);
        }
    }
}
