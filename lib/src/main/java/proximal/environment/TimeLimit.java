package proximal.environment;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * An environment whose episodes are truncated after a number of steps, as Gymnasium's {@code TimeLimit} does it: the step
 * that reaches the limit is truncated, also where it terminated as well, and so is every step beyond the limit.
 *
 * <p>Copy: with the library.
 */
public final class TimeLimit extends EnvironmentWrapper {
    private final int maxSteps;
    private int elapsedSteps;

    /**
     * Limits the episodes of an environment.
     *
     * @param environment the environment to limit; its {@link #close close} is called by this one's
     * @param maxSteps the number of steps after which an episode is truncated, at least 1
     * @throws IllegalArgumentException if maxSteps is not positive
     */
    public TimeLimit(Environment environment, int maxSteps) {
        super(environment);
        Require.that(maxSteps >= 1, "maxSteps", "at least 1", maxSteps);
        this.maxSteps = maxSteps;
    }

    /**
     * {@return the number of steps after which an episode is truncated}
     */
    public int maxSteps() {
        return maxSteps;
    }

    @Override
    public void reset(long seed, float[] observation) {
        super.reset(seed, observation);
        elapsedSteps = 0;
    }

    @Override
    public void step(float[] action, float[] observation, StepResult result) {
        super.step(action, observation, result);
        elapsedSteps++;
        if (elapsedSteps >= maxSteps) {
            result.set(result.reward(), result.terminated(), true);
        }
    }

    /**
     * Gives the number of steps that the episode has taken, followed by the state of the environment within.
     *
     * @return the state, a new array
     * @throws UnsupportedOperationException if the environment within cannot give its state
     */
    @Override
    public double[] state() {
        return DoubleStream.concat(DoubleStream.of(elapsedSteps), Arrays.stream(environment.state()))
                .toArray();
    }

    /**
     * Goes to a state that {@link #state()} gave.
     *
     * @param state the number of steps taken, followed by the state of the environment within
     * @param observation filled with the observation of that state
     * @throws IllegalArgumentException if the first element is not a number of steps
     * @throws UnsupportedOperationException if the environment within cannot take a state
     */
    @Override
    public void setState(double[] state, float[] observation) {
        Require.that(
                state.length > 0 && state[0] >= 0 && state[0] == (int) state[0],
                () -> "a state of " + name() + " under a time limit must begin with the number of steps taken but was "
                        + Arrays.toString(state));
        environment.setState(Arrays.copyOfRange(state, 1, state.length), observation);
        elapsedSteps = (int) state[0];
    }
}
