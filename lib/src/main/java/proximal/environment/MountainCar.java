package proximal.environment;

/**
 * A car too weak to climb a hill swings up by rocking in the valley, as Gymnasium's {@code MountainCar-v0} without its time
 * limit.
 *
 * <p>State and observation: position p in [-1.2, 0.6] and velocity v in [-0.07, 0.07]. With the action a in {0, 1, 2},
 *
 * <pre>
 * v &lt;- clip(v + 0.001 (a - 1) - 0.0025 cos(3 p))
 * p &lt;- clip(p + v)
 * </pre>
 *
 * <p>and v becomes 0 at the left wall. The reward is -1 a step; the episode terminates where p &gt;= 0.5 and v &gt;= 0.
 * The initial position is uniform on [-0.6, -0.4), the initial velocity 0. The observation is the state in float32.
 *
 * <p>Source: Moore 1990, "Efficient Memory-Based Learning for Robot Control", University of Cambridge; constants of Sutton
 * and Barto 2018, "Reinforcement Learning: An Introduction", example 10.1.
 *
 * <p>Copy: with the library.
 */
public final class MountainCar extends ClassicTask {
    private static final double FORCE = 0.001;
    private static final double GRAVITY = 0.0025;
    private static final double MAX_SPEED = 0.07;
    private static final double MIN_POSITION = -1.2;
    private static final double MAX_POSITION = 0.6;
    private static final double GOAL_POSITION = 0.5;

    /** Makes the task; it has no episode until its first reset. */
    public MountainCar() {
        super(
                "MountainCar-v0",
                2,
                new BoxSpace(
                        new float[] {(float) MIN_POSITION, (float) -MAX_SPEED},
                        new float[] {(float) MAX_POSITION, (float) MAX_SPEED}),
                new DiscreteSpace(3));
    }

    @Override
    protected void begin(SplitMix64 random) {
        state[0] = uniform(random, -0.6, -0.4);
        state[1] = 0;
    }

    @Override
    protected void advance(float action, StepResult result) {
        double velocity = state[1] + ((action - 1) * FORCE + Math.cos(3 * state[0]) * -GRAVITY);
        velocity = clip(velocity, -MAX_SPEED, MAX_SPEED);
        double position = clip(state[0] + velocity, MIN_POSITION, MAX_POSITION);
        if (position == MIN_POSITION && velocity < 0) {
            velocity = 0;
        }
        state[0] = position;
        state[1] = velocity;
        result.set(-1, position >= GOAL_POSITION && velocity >= 0, false);
    }
}
