package proximal.environment;

import java.util.Arrays;

/**
 * An environment whose observations are its last few, the oldest first, for tasks where one of them does not tell the state, as
 * Gymnasium's {@code FrameStackObservation} does it: after a reset the first observation stands in all places. A mask of the
 * actions follows once, the present one.
 *
 * <p>For a task of Gymnasium take its own wrapper, which stacks in Python: {@code withWrapper("FrameStackObservation",
 * Map.of("stack_size", 4))}. Under this one each environment has a process for itself.
 *
 * <p>Copy: with the library.
 */
public final class FrameStack extends EnvironmentWrapper {
    private final BoxSpace space;
    private final float[] seen;
    private final float[] frames;
    private final int frameSize;

    /**
     * Stacks the observations of an environment.
     *
     * @param environment the environment; its {@link #close close} is called by this one's
     * @param count how many observations make one, at least 1
     * @throws IllegalArgumentException if count is not positive
     */
    public FrameStack(Environment environment, int count) {
        super(environment);
        Require.that(count >= 1, "the number of frames", "at least 1", count);
        BoxSpace inner = environment.observationSpace();
        seen = new float[inner.size()];
        frameSize = seen.length - environment.maskSize();
        frames = new float[count * frameSize];
        float[] low = new float[frames.length + environment.maskSize()];
        float[] high = new float[low.length];
        for (int i = 0; i < low.length; i++) {
            int from = i < frames.length ? i % frameSize : i - frames.length + frameSize;
            low[i] = inner.low(from);
            high[i] = inner.high(from);
        }
        space = new BoxSpace(low, high);
    }

    @Override
    public BoxSpace observationSpace() {
        return space;
    }

    @Override
    public void reset(long seed, float[] observation) {
        environment.reset(seed, seen);
        for (int at = 0; at < frames.length; at += frameSize) {
            System.arraycopy(seen, 0, frames, at, frameSize);
        }
        show(observation);
    }

    @Override
    public void step(float[] action, float[] observation, StepResult result) {
        environment.step(action, seen, result);
        System.arraycopy(frames, frameSize, frames, 0, frames.length - frameSize);
        System.arraycopy(seen, 0, frames, frames.length - frameSize, frameSize);
        show(observation);
    }

    private void show(float[] observation) {
        System.arraycopy(frames, 0, observation, 0, frames.length);
        System.arraycopy(seen, frameSize, observation, frames.length, seen.length - frameSize);
    }

    /**
     * Gives the observations that are stacked and the state of the environment within.
     *
     * @return the state, a new array
     * @throws UnsupportedOperationException if the environment within cannot give its state
     */
    @Override
    public double[] state() {
        double[] stacked = new double[frames.length];
        Arrays.setAll(stacked, i -> frames[i]);
        return Parts.join(stacked, environment.state());
    }

    /**
     * Goes to a state that {@link #state()} gave.
     *
     * @param state the state
     * @param observation filled with the observation of that state
     * @throws IllegalArgumentException if the state is of another kind
     * @throws UnsupportedOperationException if the environment within cannot take a state
     */
    @Override
    public void setState(double[] state, float[] observation) {
        double[][] parts = Parts.split(state, 2);
        Require.that(
                parts[0].length == frames.length,
                "the stacked observations in a state of " + name(),
                frames.length + " numbers",
                parts[0].length);
        environment.setState(parts[1], seen);
        for (int i = 0; i < frames.length; i++) {
            frames[i] = (float) parts[0][i];
        }
        show(observation);
    }
}
