package proximal.environment;

/**
 * The mountain car with a continuous force, as Gymnasium's {@code MountainCarContinuous-v0} without its time limit.
 *
 * <p>State and observation: position p in [-1.2, 0.6] and velocity v in [-0.07, 0.07]. With the action a,
 *
 * <pre>
 * v &lt;- clip(v + 0.0015 clip(a, -1, 1) - 0.0025 cos(3 p))
 * p &lt;- clip(p + v)
 * </pre>
 *
 * <p>and v becomes 0 at the left wall. The reward is -0.1 a² of the action as given, not clipped, and 100 more in the step
 * that terminates, where p &gt;= 0.45 and v &gt;= 0. The initial position is uniform on [-0.6, -0.4), the initial velocity
 * 0.
 *
 * <p>Gymnasium keeps the initial state in float64 and every later one in float32; so does this class, and it rounds each
 * operation as Gymnasium does. A state that float32 holds exactly is taken for one of the later ones.
 *
 * <p>Source: Moore 1990, "Efficient Memory-Based Learning for Robot Control", University of Cambridge, with the continuous
 * action and reward of Gymnasium.
 *
 * <p>Copy: with the library.
 */
public final class MountainCarContinuous extends ClassicTask {
    private static final float POWER = 0.0015f;
    private static final double GRAVITY = 0.0025;
    private static final float MAX_SPEED = 0.07f;
    private static final float MIN_POSITION = -1.2f;
    private static final float MAX_POSITION = 0.6f;
    private static final float GOAL_POSITION = 0.45f;

    /** Makes the task; it has no episode until its first reset. */
    public MountainCarContinuous() {
        super(
                "MountainCarContinuous-v0",
                2,
                new BoxSpace(new float[] {MIN_POSITION, -MAX_SPEED}, new float[] {MAX_POSITION, MAX_SPEED}),
                BoxSpace.symmetric(1));
    }

    @Override
    protected void begin(SplitMix64 random) {
        state[0] = uniform(random, -0.6, -0.4);
        state[1] = 0;
    }

    @Override
    protected void advance(float action, StepResult result) {
        boolean single = state[0] == (float) state[0] && state[1] == (float) state[1];
        double slope = Math.cos(single ? 3f * (float) state[0] : 3 * state[0]);
        float force = Math.min(Math.max(action, -1f), 1f);
        float push = force * POWER - (float) (GRAVITY * slope);

        double velocity = clip(round(state[1] + push, single), -MAX_SPEED, MAX_SPEED);
        double position = clip(round(state[0] + velocity, single), MIN_POSITION, MAX_POSITION);
        if (position == MIN_POSITION && velocity < 0) {
            velocity = 0;
        }
        state[0] = (float) position;
        state[1] = (float) velocity;
        boolean terminated = position >= GOAL_POSITION && velocity >= 0;
        double square = (double) action * action;
        result.set((terminated ? 100.0 : 0.0) - square * 0.1, terminated, false);
    }

    /** A sum of two float32 numbers is exact in float64 or nearly so, and rounds to what float32 addition gives. */
    private static double round(double sum, boolean single) {
        return single ? (float) sum : sum;
    }

    @Override
    public Sketch sketch() {
        return MountainCar.sketch(state[0], GOAL_POSITION);
    }
}
