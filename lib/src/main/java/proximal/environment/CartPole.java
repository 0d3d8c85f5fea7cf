package proximal.environment;

/**
 * A pole on a cart is kept upright by pushing the cart left or right, as Gymnasium's {@code CartPole-v1} without its time
 * limit.
 *
 * <p>State: position x of the cart (m), its velocity, angle theta of the pole from upright (rad), its velocity. With the
 * force F = -10 N (action 0) or +10 N (action 1), gravity g = 9.8 m/s², masses 1 kg (cart) and m = 0.1 kg (pole), in all
 * M = 1.1 kg, and half the pole's length l = 0.5 m,
 *
 * <pre>
 * temp    = (F + m l theta'^2 sin theta) / M
 * theta'' = (g sin theta - cos theta temp) / (l (4/3 - m cos^2 theta / M))
 * x''     = temp - m l theta'' cos theta / M
 * </pre>
 *
 * <p>integrated by one explicit Euler step of 0.02 s. The reward is 1 a step; the episode terminates where |x| &gt; 2.4 m
 * or |theta| &gt; 12 degrees. Each element of the initial state is uniform on [-0.05, 0.05). The observation is the state in
 * float32.
 *
 * <p>Source: Barto, Sutton and Anderson 1983, "Neuronlike Adaptive Elements That Can Solve Difficult Learning Control
 * Problems", IEEE Transactions on Systems, Man, and Cybernetics 13(5); equations without friction by Florian 2007,
 * "Correct equations for the dynamics of the cart-pole system".
 *
 * <p>Copy: with the library.
 */
public final class CartPole extends ClassicTask {
    private static final double GRAVITY = 9.8;
    private static final double POLE_MASS = 0.1;
    private static final double TOTAL_MASS = POLE_MASS + 1.0;
    private static final double HALF_LENGTH = 0.5;
    private static final double POLE_MASS_LENGTH = POLE_MASS * HALF_LENGTH;
    private static final double FORCE = 10.0;
    private static final double TIME_STEP_SECONDS = 0.02;
    private static final double MAX_ANGLE = 12 * 2 * Math.PI / 360;
    private static final double MAX_POSITION = 2.4;

    /** Makes the task; it has no episode until its first reset. */
    public CartPole() {
        // Twice the limits, so that the final observation lies within.
        super(
                "CartPole-v1",
                4,
                BoxSpace.symmetric(2 * MAX_POSITION, Double.POSITIVE_INFINITY, 2 * MAX_ANGLE, Double.POSITIVE_INFINITY),
                new DiscreteSpace(2));
    }

    @Override
    protected void begin(SplitMix64 random) {
        for (int i = 0; i < state.length; i++) {
            state[i] = uniform(random, -0.05, 0.05);
        }
    }

    @Override
    protected void advance(float action, StepResult result) {
        double velocity = state[1];
        double angle = state[2];
        double angularVelocity = state[3];
        double force = action == 1 ? FORCE : -FORCE;
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);

        double temp = (force + POLE_MASS_LENGTH * (angularVelocity * angularVelocity) * sin) / TOTAL_MASS;
        double angularAcceleration =
                (GRAVITY * sin - cos * temp) / (HALF_LENGTH * (4.0 / 3.0 - POLE_MASS * (cos * cos) / TOTAL_MASS));
        double acceleration = temp - POLE_MASS_LENGTH * angularAcceleration * cos / TOTAL_MASS;

        state[0] += TIME_STEP_SECONDS * velocity;
        state[1] += TIME_STEP_SECONDS * acceleration;
        state[2] += TIME_STEP_SECONDS * angularVelocity;
        state[3] += TIME_STEP_SECONDS * angularAcceleration;
        result.set(1, Math.abs(state[0]) > MAX_POSITION || Math.abs(state[2]) > MAX_ANGLE, false);
    }

    /** Draws the cart on its track, and the pole on its axle, 0.06 m above. */
    @Override
    public Sketch sketch() {
        double x = state[0];
        double axle = 0.06;
        double tipX = x + 2 * HALF_LENGTH * Math.sin(state[2]);
        double tipY = axle + 2 * HALF_LENGTH * Math.cos(state[2]);
        return new Sketch()
                .room(-MAX_POSITION, -0.3, MAX_POSITION, 1.2)
                .line(0x000000, 0, -MAX_POSITION, 0, MAX_POSITION, 0)
                .area(0x000000, x - 0.2, -0.12, x + 0.2, -0.12, x + 0.2, 0.12, x - 0.2, 0.12)
                .line(0xCA9865, 0.08, x, axle, tipX, tipY)
                .disc(0x8184CB, 0.04, x, axle);
    }

    @Override
    public double stepSeconds() {
        return TIME_STEP_SECONDS;
    }
}
