package proximal.environment;

/**
 * A double pendulum, driven only at the joint between its links, swings its tip above a line, as Gymnasium's {@code
 * Acrobot-v1} without its time limit.
 *
 * <p>State: angle theta1 of the first link from hanging, angle theta2 of the second link relative to the first (rad), and
 * their velocities. With the torque tau = a - 1 N m of the action a in {0, 1, 2}, links of mass m = 1 kg, length l = 1 m,
 * centre of mass at lc = 0.5 m and moment of inertia I = 1 kg m², and gravity g = 9.8 m/s²,
 *
 * <pre>
 * d1   = m lc^2 + m (l^2 + lc^2 + 2 l lc cos theta2) + 2 I
 * d2   = m (lc^2 + l lc cos theta2) + I
 * phi2 = m lc g cos(theta1 + theta2 - pi/2)
 * phi1 = -m l lc theta2'^2 sin theta2 - 2 m l lc theta2' theta1' sin theta2 + (m lc + m l) g cos(theta1 - pi/2) + phi2
 * theta2'' = (tau + d2/d1 phi1 - m l lc theta1'^2 sin theta2 - phi2) / (m lc^2 + I - d2^2/d1)
 * theta1'' = -(d2 theta2'' + phi1) / d1
 * </pre>
 *
 * <p>integrated by one step of the classical Runge-Kutta method over 0.2 s; then angles are wrapped to [-pi, pi] and
 * velocities clipped to 4 pi and 9 pi. The reward is -1 a step and 0 in the step that terminates, where -cos theta1 -
 * cos(theta1 + theta2) &gt; 1. Each element of the initial state is uniform on [-0.1, 0.1), rounded to float32. The
 * observation is (cos theta1, sin theta1, cos theta2, sin theta2, theta1', theta2') in float32.
 *
 * <p>Source: Sutton and Barto 2018, "Reinforcement Learning: An Introduction", section 11.3 of the first edition; Sutton
 * 1996, "Generalization in Reinforcement Learning: Successful Examples Using Sparse Coarse Coding", NIPS 8.
 *
 * <p>Copy: with the library.
 */
public final class Acrobot extends ClassicTask {
    private static final double GRAVITY = 9.8;
    private static final double MASS = 1.0;
    private static final double LENGTH = 1.0;
    private static final double CENTRE = 0.5;
    private static final double INERTIA = 1.0;
    private static final double TIME_STEP_SECONDS = 0.2;
    private static final double MAX_SPEED_1 = 4 * Math.PI;
    private static final double MAX_SPEED_2 = 9 * Math.PI;

    private final double[] k1 = new double[4];
    private final double[] k2 = new double[4];
    private final double[] k3 = new double[4];
    private final double[] k4 = new double[4];
    private final double[] point = new double[4];
    private final SineCosine angle1 = new SineCosine();
    private final SineCosine angle2 = new SineCosine();

    /** Makes the task; it has no episode until its first reset. */
    public Acrobot() {
        super("Acrobot-v1", 4, BoxSpace.symmetric(1, 1, 1, 1, MAX_SPEED_1, MAX_SPEED_2), new DiscreteSpace(3));
    }

    @Override
    protected void begin(SplitMix64 random) {
        for (int i = 0; i < state.length; i++) {
            state[i] = (float) uniform(random, -0.1, 0.1);
        }
    }

    @Override
    protected void advance(float action, StepResult result) {
        double torque = action - 1;
        derivative(state, torque, k1);
        derivative(moved(TIME_STEP_SECONDS / 2, k1), torque, k2);
        derivative(moved(TIME_STEP_SECONDS / 2, k2), torque, k3);
        derivative(moved(TIME_STEP_SECONDS, k3), torque, k4);
        for (int i = 0; i < state.length; i++) {
            state[i] += TIME_STEP_SECONDS / 6.0 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }
        state[0] = wrap(state[0]);
        state[1] = wrap(state[1]);
        state[2] = clip(state[2], -MAX_SPEED_1, MAX_SPEED_1);
        state[3] = clip(state[3], -MAX_SPEED_2, MAX_SPEED_2);
        angle1.of(state[0]);
        angle2.of(state[1]);
        double cosOfSum = angle1.cos() * angle2.cos() - angle1.sin() * angle2.sin();
        boolean terminated = -angle1.cos() - cosOfSum > 1;
        result.set(terminated ? 0 : -1, terminated, false);
    }

    /** The state moved along a slope, in a scratch array. */
    private double[] moved(double seconds, double[] slope) {
        for (int i = 0; i < point.length; i++) {
            point[i] = state[i] + seconds * slope[i];
        }
        return point;
    }

    private void derivative(double[] s, double torque, double[] slope) {
        angle1.of(s[0]);
        angle2.of(s[1]);
        double cos2 = angle2.cos();
        double sin2 = angle2.sin();
        // cos(theta - pi/2) = sin theta
        double sinOfSum = angle1.sin() * cos2 + angle1.cos() * sin2;
        double velocity1 = s[2];
        double velocity2 = s[3];
        double coupling = MASS * LENGTH * CENTRE;
        double d1 = MASS * (CENTRE * CENTRE)
                + MASS * (LENGTH * LENGTH + CENTRE * CENTRE + 2 * LENGTH * CENTRE * cos2)
                + INERTIA
                + INERTIA;
        double d2 = MASS * (CENTRE * CENTRE + LENGTH * CENTRE * cos2) + INERTIA;
        double phi2 = MASS * CENTRE * GRAVITY * sinOfSum;
        double phi1 = -coupling * (velocity2 * velocity2) * sin2
                - 2 * coupling * velocity2 * velocity1 * sin2
                + (MASS * CENTRE + MASS * LENGTH) * GRAVITY * angle1.sin()
                + phi2;
        double inverse1 = 1 / d1;
        double acceleration2 = (torque + d2 * inverse1 * phi1 - coupling * (velocity1 * velocity1) * sin2 - phi2)
                / (MASS * (CENTRE * CENTRE) + INERTIA - d2 * d2 * inverse1);
        slope[0] = velocity1;
        slope[1] = velocity2;
        slope[2] = -(d2 * acceleration2 + phi1) * inverse1;
        slope[3] = acceleration2;
    }

    private static double wrap(double angle) {
        return Math.abs(angle) > Math.PI ? Math.IEEEremainder(angle, 2 * Math.PI) : angle;
    }

    @Override
    protected void observe(float[] observation) {
        angle1.of(state[0]);
        angle2.of(state[1]);
        observation[0] = (float) angle1.cos();
        observation[1] = (float) angle1.sin();
        observation[2] = (float) angle2.cos();
        observation[3] = (float) angle2.sin();
        observation[4] = (float) state[2];
        observation[5] = (float) state[3];
    }

    /** Draws the two links, hanging from the origin, and the line that the tip is to cross. */
    @Override
    public Sketch sketch() {
        double x = LENGTH * Math.sin(state[0]);
        double y = -LENGTH * Math.cos(state[0]);
        double tipX = x + LENGTH * Math.sin(state[0] + state[1]);
        double tipY = y - LENGTH * Math.cos(state[0] + state[1]);
        return new Sketch()
                .room(-2.2, -2.2, 2.2, 2.2)
                .line(0x000000, 0, -2.2, 1, 2.2, 1)
                .line(0x00CCCC, 0.2, 0, 0, x, y)
                .line(0x00CCCC, 0.2, x, y, tipX, tipY)
                .disc(0xCCCC00, 0.1, 0, 0)
                .disc(0xCCCC00, 0.1, x, y);
    }

    @Override
    public double stepSeconds() {
        return TIME_STEP_SECONDS;
    }
}
