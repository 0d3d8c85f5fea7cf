package proximal.mujoco;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import proximal.environment.BoxSpace;
import proximal.environment.Environment;
import proximal.environment.Require;
import proximal.environment.Sketch;
import proximal.environment.Space;
import proximal.environment.SplitMix64;
import proximal.environment.StepResult;

/**
 * A task in MuJoCo's physics: an action is held for some time steps of the simulation. A task adds its initial distribution,
 * its observation and its reward.
 *
 * <p>Copy: with the library.
 */
public abstract class MuJoCoTask implements Environment {
    /** The physics; closed with the task. */
    protected final Simulation simulation;

    /** The positions of the joints. */
    protected final DoubleBuffer positions;

    /** The velocities of the joints. */
    protected final DoubleBuffer velocities;

    private final String name;
    private final int frameSkip;
    private final BoxSpace observationSpace;
    private final BoxSpace actionSpace;
    private final SplitMix64 random = new SplitMix64(0);
    private BodyFigure figure;
    private boolean running;

    /**
     * Makes a task; it has no episode until its first reset.
     *
     * @param name the name of the task
     * @param simulation the physics, which the task closes
     * @param frameSkip for how many time steps an action is held, at least 1
     * @param observationSize the number of elements of an observation
     * @param maxAction the bound of each element of an action
     */
    protected MuJoCoTask(String name, Simulation simulation, int frameSkip, int observationSize, double maxAction) {
        Require.that(frameSkip >= 1, "frameSkip", "at least 1", frameSkip);
        this.name = name;
        this.simulation = simulation;
        this.frameSkip = frameSkip;
        positions = simulation.positions();
        velocities = simulation.velocities();
        observationSpace = BoxSpace.of(observationSize, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        double[] bounds = new double[simulation.control().capacity()];
        Arrays.fill(bounds, maxAction);
        actionSpace = BoxSpace.symmetric(bounds);
    }

    /**
     * Moves the simulation from the model's first position to the initial one of an episode.
     *
     * @param random where the randomness of the episode comes from
     */
    protected abstract void begin(SplitMix64 random);

    /**
     * Writes the observation.
     *
     * @param observation to be filled
     */
    protected abstract void observe(float[] observation);

    /**
     * Is told that a step is to come: where a reward depends on what was before it.
     */
    protected void before() {}

    /**
     * Gives the reward of the step just taken.
     *
     * @param action the action of the step
     * @param result to be set to the reward and whether the task terminated
     */
    protected abstract void judge(float[] action, StepResult result);

    /**
     * Adds uniform noise to positions or velocities.
     *
     * @param values the positions or velocities
     * @param random where the noise comes from
     * @param scale the noise is uniform on [-scale, scale)
     */
    protected static void addUniform(DoubleBuffer values, SplitMix64 random, double scale) {
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, values.get(i) + scale * (2 * random.nextDouble() - 1));
        }
    }

    /**
     * Adds Gaussian noise to positions or velocities.
     *
     * @param values the positions or velocities
     * @param random where the noise comes from
     * @param scale the standard deviation
     */
    protected static void addGaussian(DoubleBuffer values, SplitMix64 random, double scale) {
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, values.get(i) + scale * random.nextGaussian());
        }
    }

    /**
     * Returns the sum of the squares of an action, in float32 as Gymnasium computes it.
     *
     * @param action the action
     * @return the sum
     */
    protected static float sumOfSquares(float[] action) {
        float sum = 0;
        for (float a : action) {
            sum += a * a;
        }
        return sum;
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
        simulation.reset();
        begin(random);
        simulation.forward();
        observe(observation);
        running = true;
    }

    /**
     * Begins an episode at the given positions and velocities.
     *
     * @param positions the positions of the joints
     * @param velocities the velocities of the joints
     * @param observation filled with the first observation
     * @throws IllegalArgumentException if there are more or fewer joints
     */
    public final void resetTo(double[] positions, double[] velocities, float[] observation) {
        checkLength(observation);
        Require.that(
                positions.length == this.positions.capacity() && velocities.length == this.velocities.capacity(),
                "the numbers of positions and velocities of " + name,
                this.positions.capacity() + " and " + this.velocities.capacity(),
                positions.length + " and " + velocities.length);
        simulation.reset();
        this.positions.put(0, positions);
        this.velocities.put(0, velocities);
        simulation.forward();
        observe(observation);
        running = true;
    }

    /**
     * Takes one step.
     *
     * @param action the action; beyond its bounds MuJoCo clips it, and the reward is that of the action as given, as in
     *     Gymnasium
     * @param observation filled with the observation after the step
     * @param result set to the reward and whether the task terminated; never truncated
     * @throws IllegalArgumentException if an element of the action is NaN or infinite, or an array has the wrong length
     * @throws IllegalStateException if the episode has terminated or none has begun, or the simulation became unstable
     */
    @Override
    public final void step(float[] action, float[] observation, StepResult result) {
        if (!running) {
            throw new IllegalStateException(
                    name + " must be reset before its first step and after a step that terminated the episode");
        }
        checkLength(observation);
        DoubleBuffer control = simulation.control();
        if (action.length != control.capacity()) {
            throw new IllegalArgumentException(
                    name + " takes an action of length " + control.capacity() + " but was given " + action.length);
        }
        for (int i = 0; i < action.length; i++) {
            if (!Float.isFinite(action[i])) {
                throw new IllegalArgumentException(
                        "an action of " + name + " must be finite but was " + Arrays.toString(action));
            }
            control.put(i, action[i]);
        }
        running = false;
        before();
        simulation.step(frameSkip);
        judge(action, result);
        observe(observation);
        running = !result.terminated();
    }

    @Override
    public final double[] state() {
        return simulation.state();
    }

    @Override
    public final void setState(double[] state, float[] observation) {
        checkLength(observation);
        boolean finite = Arrays.stream(state).allMatch(Double::isFinite);
        Require.that(finite, "the state of " + name, "finite numbers", Arrays.toString(state));
        simulation.setState(state);
        observe(observation);
        running = true;
    }

    @Override
    public final double stepSeconds() {
        return simulation.timeStepSeconds() * frameSkip;
    }

    /** Draws the bodies; see {@link BodyFigure}. The simulation does not notice. */
    @Override
    public Sketch sketch() {
        if (figure == null) {
            figure = new BodyFigure(simulation.twin());
        }
        return figure.of(simulation);
    }

    private void checkLength(float[] observation) {
        if (observation.length != observationSpace.size()) {
            throw new IllegalArgumentException("the observation array of " + name + " must have length "
                    + observationSpace.size() + " but had " + observation.length);
        }
    }

    @Override
    public final void close() {
        running = false; // A step would write into memory that is freed.
        simulation.close();
        if (figure != null) {
            figure.close();
            figure = null;
        }
    }
}
