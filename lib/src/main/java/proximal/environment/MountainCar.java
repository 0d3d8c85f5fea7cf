package proximal.environment;

import java.util.Arrays;

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

    @Override
    public Sketch sketch() {
        return sketch(state[0], GOAL_POSITION);
    }

    /**
     * Draws the hill, whose height is 0.45 sin(3 x) + 0.55, the car on it and the flag at the goal.
     *
     * @param position where the car is
     * @param goal where the flag is
     * @return a new sketch
     */
    public static Sketch sketch(double position, double goal) {
        double[] hill = new double[2 * 91];
        for (int i = 0; i < hill.length; i += 2) {
            hill[i] = MIN_POSITION + (MAX_POSITION - MIN_POSITION) * i / (hill.length - 2);
            hill[i + 1] = height(hill[i]);
        }
        double slope = Math.atan(3 * 0.45 * Math.cos(3 * position));
        double cos = Math.cos(slope);
        double sin = Math.sin(slope);
        double[] car = {-0.06, 0.03, 0.06, 0.03, 0.06, 0.09, -0.06, 0.09, -0.03, 0.03, 0.03, 0.03};
        for (int i = 0; i < car.length; i += 2) {
            double along = car[i];
            double across = car[i + 1];
            car[i] = position + along * cos - across * sin;
            car[i + 1] = height(position) + along * sin + across * cos;
        }
        double foot = height(goal);
        return new Sketch()
                .line(0x000000, 0, hill)
                .line(0x000000, 0, goal, foot, goal, foot + 0.15)
                .area(0xCCCC00, goal, foot + 0.15, goal, foot + 0.12, goal + 0.075, foot + 0.135)
                .area(0x000000, Arrays.copyOf(car, 8))
                .disc(0x808080, 0.024, car[8], car[9])
                .disc(0x808080, 0.024, car[10], car[11]);
    }

    private static double height(double position) {
        return 0.45 * Math.sin(3 * position) + 0.55;
    }
}
