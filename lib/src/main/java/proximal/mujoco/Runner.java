package proximal.mujoco;

import proximal.environment.SplitMix64;
import proximal.environment.StepResult;

/**
 * A planar body is to run, hop, walk or swim along the x axis, as Gymnasium's {@code HalfCheetah-v5}, {@code Hopper-v5}, {@code
 * Swimmer-v5} and {@code Walker2d-v5} without their time limit.
 *
 * <pre>
 * reward = (x after - x before) / step seconds + healthy reward - control cost * sum of squares of the action
 * </pre>
 *
 * <p>The episode terminates where the body is not healthy any more: its height or its angle, or another element of its state,
 * leaves its range. The observation has the positions but for the first ones, so that the task is the same everywhere, and the
 * velocities.
 *
 * <p>Copy: with the library.
 */
public final class Runner extends MuJoCoTask {
    /** HalfCheetah-v5. */
    public static final Rules HALF_CHEETAH = new Rules(5, 1, 0.1, 0.1, true, Double.POSITIVE_INFINITY, Health.NONE);

    /** Hopper-v5. */
    public static final Rules HOPPER =
            new Rules(4, 1, 1e-3, 5e-3, false, 10, new Health(1, 0.7, Double.POSITIVE_INFINITY, 0.2, 100));

    /** Swimmer-v5. */
    public static final Rules SWIMMER = new Rules(4, 2, 1e-4, 0.1, false, Double.POSITIVE_INFINITY, Health.NONE);

    /** Walker2d-v5. */
    public static final Rules WALKER2D =
            new Rules(4, 1, 1e-3, 5e-3, false, 10, new Health(1, 0.8, 2, 1, Double.POSITIVE_INFINITY));

    private final Rules rules;
    private double before;

    /**
     * What the tasks differ in.
     *
     * @param frameSkip for how many time steps an action is held
     * @param hiddenPositions how many of the first positions are not observed
     * @param controlCost what the reward loses for each unit of the sum of squares of the action
     * @param resetNoise the scale of the noise in the initial positions and velocities
     * @param gaussianVelocities whether the noise of the velocities is Gaussian, and not uniform
     * @param maxSpeed the observed velocities are clipped to [-maxSpeed, maxSpeed]
     * @param health what keeps an episode going
     */
    public record Rules(
            int frameSkip,
            int hiddenPositions,
            double controlCost,
            double resetNoise,
            boolean gaussianVelocities,
            double maxSpeed,
            Health health) {}

    /**
     * The healthy range of the second position (height, in metres) and the third (angle, in radians).
     *
     * @param reward the reward of a step that ends healthy
     * @param minHeight the height must be greater
     * @param maxHeight and less
     * @param maxAngle the angle must be in (-maxAngle, maxAngle)
     * @param maxState as must each further position, and each velocity, in (-maxState, maxState)
     */
    public record Health(double reward, double minHeight, double maxHeight, double maxAngle, double maxState) {
        /** Nothing ends an episode, and there is no reward for it. */
        public static final Health NONE = new Health(
                0,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY);
    }

    /**
     * Makes a task; it has no episode until its first reset.
     *
     * @param name the name of the task
     * @param simulation the body, whose first position is its place on the x axis; the task closes it
     * @param rules what is to be rewarded, and when an episode ends
     */
    public Runner(String name, Simulation simulation, Rules rules) {
        super(
                name,
                simulation,
                rules.frameSkip,
                simulation.positions().capacity() + simulation.velocities().capacity() - rules.hiddenPositions,
                1);
        this.rules = rules;
    }

    @Override
    protected void begin(SplitMix64 random) {
        addUniform(positions, random, rules.resetNoise);
        if (rules.gaussianVelocities) {
            addGaussian(velocities, random, rules.resetNoise);
        } else {
            addUniform(velocities, random, rules.resetNoise);
        }
    }

    @Override
    protected void before() {
        before = positions.get(0);
    }

    @Override
    protected void judge(float[] action, StepResult result) {
        boolean healthy = healthy();
        float cost = (float) rules.controlCost * sumOfSquares(action);
        double speed = (positions.get(0) - before) / stepSeconds();
        result.set(speed + (healthy ? rules.health.reward : 0) - cost, !healthy, false);
    }

    private boolean healthy() {
        Health health = rules.health;
        if (health == Health.NONE) {
            return true;
        }
        double height = positions.get(1);
        boolean healthy =
                height > health.minHeight && height < health.maxHeight && Math.abs(positions.get(2)) < health.maxAngle;
        for (int i = 2; i < positions.capacity(); i++) {
            healthy &= Math.abs(positions.get(i)) < health.maxState;
        }
        for (int i = 0; i < velocities.capacity(); i++) {
            healthy &= Math.abs(velocities.get(i)) < health.maxState;
        }
        return healthy;
    }

    @Override
    protected void observe(float[] observation) {
        int at = 0;
        for (int i = rules.hiddenPositions; i < positions.capacity(); i++) {
            observation[at++] = (float) positions.get(i);
        }
        for (int i = 0; i < velocities.capacity(); i++) {
            observation[at++] = (float) Math.min(Math.max(velocities.get(i), -rules.maxSpeed), rules.maxSpeed);
        }
    }
}
