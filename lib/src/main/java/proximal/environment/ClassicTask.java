package proximal.environment;

import java.util.Arrays;

/**
 * What the classic control tasks share: the state as float64 numbers, the generator of initial states, and the checks of
 * what the caller hands in. A task adds its initial distribution, its dynamics and its observation.
 */
abstract class ClassicTask implements Environment {
    /** The state of the task, in the order of Gymnasium's own state vector. */
    final double[] state;

    private final String name;
    private final BoxSpace observationSpace;
    private final Space actionSpace;
    private final int numActions;
    private final SplitMix64 random = new SplitMix64(0);
    private boolean running;

    /** Makes a task; it has no episode until its first reset. */
    ClassicTask(String name, int stateSize, BoxSpace observationSpace, Space actionSpace) {
        this.name = name;
        this.state = new double[stateSize];
        this.observationSpace = observationSpace;
        this.actionSpace = actionSpace;
        this.numActions = actionSpace instanceof DiscreteSpace discrete ? discrete.n() : 0;
    }

    /** Draws the initial state. */
    abstract void begin(SplitMix64 random);

    /** Moves the state by one step; the action lies in a discrete space, or is a number that may lie outside a box. */
    abstract void advance(float action, StepResult result);

    /** Writes the observation of the state. */
    abstract void observe(float[] observation);

    /** Draws from the uniform distribution on [low, high). */
    static double uniform(SplitMix64 random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** The nearest point of [low, high]. */
    static double clip(double x, double low, double high) {
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
        checkAction(action[0]);
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
        boolean finite = true;
        for (double element : state) {
            finite &= Double.isFinite(element);
        }
        if (state.length != this.state.length || !finite) {
            throw new IllegalArgumentException("the state of " + name + " must be " + this.state.length
                    + " finite numbers but was " + Arrays.toString(state));
        }
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

    private void checkAction(float action) {
        if (numActions == 0 && Float.isNaN(action)) {
            throw new IllegalArgumentException("the action of " + name + " must be a number but was NaN");
        }
        if (numActions > 0 && !(action >= 0 && action < numActions && action == (int) action)) {
            throw new IllegalArgumentException("the action of " + name + " must be one of the indices 0 to "
                    + (numActions - 1) + " but was " + action);
        }
    }
}
