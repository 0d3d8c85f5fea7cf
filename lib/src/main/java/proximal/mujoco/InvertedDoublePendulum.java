package proximal.mujoco;

import java.nio.DoubleBuffer;
import proximal.environment.SplitMix64;
import proximal.environment.StepResult;

/**
 * Two poles, one upon the other, are to be kept upright on a cart, as Gymnasium's {@code InvertedDoublePendulum-v5} without its
 * time limit. With the tip of the upper pole at (x, y) and the angular velocities v1 and v2 of the poles,
 *
 * <pre>
 * reward = 10 (0 where it terminates) - 0.01 x^2 - (y - 2)^2 - 0.001 v1^2 - 0.005 v2^2
 * </pre>
 *
 * <p>and the episode terminates where y is 1 or less. The observation has the position of the cart, the sines and the cosines
 * of the two angles, the three velocities clipped to [-10, 10], and the force that the end of the rail puts on the cart,
 * clipped in the same way. As in Gymnasium, tip and force are those of the last evaluation within the step.
 *
 * <p>Copy: with the library.
 */
public final class InvertedDoublePendulum extends MuJoCoTask {
    private static final double RESET_NOISE = 0.1;
    private static final double MAX_OBSERVED = 10;

    private final DoubleBuffer tip;
    private final DoubleBuffer constraintForce;

    /**
     * Makes the task; it has no episode until its first reset.
     *
     * @param simulation the model {@code inverted_double_pendulum.xml}; the task closes it
     */
    public InvertedDoublePendulum(Simulation simulation) {
        super("InvertedDoublePendulum-v5", simulation, 5, 9, 1);
        tip = simulation.output("site_xpos");
        constraintForce = simulation.output("qfrc_constraint");
    }

    @Override
    protected void begin(SplitMix64 random) {
        addUniform(positions, random, RESET_NOISE);
        addGaussian(velocities, random, RESET_NOISE);
    }

    @Override
    protected void judge(float[] action, StepResult result) {
        double x = tip.get(0);
        double y = tip.get(2);
        double v1 = velocities.get(1);
        double v2 = velocities.get(2);
        boolean fallen = y <= 1;
        double distance = 0.01 * (x * x) + (y - 2) * (y - 2);
        double speed = 1e-3 * (v1 * v1) + 5e-3 * (v2 * v2);
        result.set((fallen ? 0 : 10) - distance - speed, fallen, false);
    }

    @Override
    protected void observe(float[] observation) {
        observation[0] = (float) positions.get(0);
        for (int i = 0; i < 2; i++) {
            observation[1 + i] = (float) Math.sin(positions.get(1 + i));
            observation[3 + i] = (float) Math.cos(positions.get(1 + i));
        }
        for (int i = 0; i < 3; i++) {
            observation[5 + i] = clipped(velocities.get(i));
        }
        observation[8] = clipped(constraintForce.get(0));
    }

    private static float clipped(double x) {
        return (float) Math.min(Math.max(x, -MAX_OBSERVED), MAX_OBSERVED);
    }
}
