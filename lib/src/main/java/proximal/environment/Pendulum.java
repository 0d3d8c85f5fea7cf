package proximal.environment;

/**
 * A pendulum is swung up and held by a torque, as Gymnasium's {@code Pendulum-v1} without its time limit.
 *
 * <p>State: angle theta from upright (rad) and angular velocity omega (rad/s). With the torque u clipped to [-2, 2] N m,
 * gravity g = 10 m/s², mass m = 1 kg, length l = 1 m and the time step 0.05 s,
 *
 * <pre>
 * reward = -(theta^2 + 0.1 omega^2 + 0.001 u^2)                  theta wrapped to [-pi, pi), both before the step
 * omega &lt;- clip(omega + 0.05 (3 g / (2 l) sin theta + 3 u / (m l^2)), -8, 8)
 * theta &lt;- theta + 0.05 omega
 * </pre>
 *
 * <p>The episode never terminates. The initial angle is uniform on [-pi, pi), the initial velocity on [-1, 1). The
 * observation is (cos theta, sin theta, omega) in float32. Gymnasium squares the torque in float32, and so does this class.
 *
 * <p>Source: Gymnasium 1.4.0; the swing-up task goes back to Doya 2000, "Reinforcement Learning in Continuous Time and
 * Space", Neural Computation 12(1).
 *
 * <p>Copy: with the library.
 */
public final class Pendulum extends ClassicTask {
    private static final double GRAVITY = 10.0;
    private static final double TIME_STEP_SECONDS = 0.05;
    private static final float MAX_TORQUE = 2;
    private static final double MAX_SPEED = 8;

    /** Makes the task; it has no episode until its first reset. */
    public Pendulum() {
        super("Pendulum-v1", 2, BoxSpace.symmetric(1, 1, MAX_SPEED), BoxSpace.symmetric(MAX_TORQUE));
    }

    @Override
    protected void begin(SplitMix64 random) {
        state[0] = uniform(random, -Math.PI, Math.PI);
        state[1] = uniform(random, -1, 1);
    }

    @Override
    protected void advance(float action, StepResult result) {
        double angle = state[0];
        double velocity = state[1];
        float torque = Math.min(Math.max(action, -MAX_TORQUE), MAX_TORQUE);

        double wrapped = wrap(angle);
        double cost = wrapped * wrapped + 0.1 * (velocity * velocity) + 0.001f * (torque * torque);
        velocity += (3 * GRAVITY / 2 * Math.sin(angle) + 3f * torque) * TIME_STEP_SECONDS;
        velocity = clip(velocity, -MAX_SPEED, MAX_SPEED);
        state[0] = angle + velocity * TIME_STEP_SECONDS;
        state[1] = velocity;
        result.set(-cost, false, false);
    }

    /** The angle in [-pi, pi); the remainder takes the sign of the divisor, as in Python. */
    private static double wrap(double angle) {
        double remainder = (angle + Math.PI) % (2 * Math.PI);
        return (remainder < 0 ? remainder + 2 * Math.PI : remainder) - Math.PI;
    }

    @Override
    protected void observe(float[] observation) {
        observation[0] = (float) Math.cos(state[0]);
        observation[1] = (float) Math.sin(state[0]);
        observation[2] = (float) state[1];
    }

    /** Draws the rod, of length 1 m, from its axle; a positive angle lies to the left. */
    @Override
    public Sketch sketch() {
        return new Sketch()
                .room(-1.2, -1.2, 1.2, 1.2)
                .line(0xCC4D4D, 0.2, 0, 0, -Math.sin(state[0]), Math.cos(state[0]))
                .disc(0x000000, 0.05, 0, 0);
    }

    @Override
    public double stepSeconds() {
        return TIME_STEP_SECONDS;
    }
}
