package proximal.mujoco;

import java.nio.DoubleBuffer;
import proximal.environment.SplitMix64;
import proximal.environment.StepResult;

/**
 * The tip of an arm of two links is to reach a target in the plane, as Gymnasium's {@code Reacher-v5} without its time limit.
 *
 * <pre>
 * reward = -|tip - target| - sum of squares of the action
 * </pre>
 *
 * <p>It never terminates. The target is uniform in a circle of 0.2 m. The observation has the cosines and the sines of the two
 * angles, the target, the two angular velocities and the vector from the target to the tip. As in Gymnasium, tip and target
 * are those of the last evaluation within the step.
 *
 * <p>Copy: with the library.
 */
public final class Reacher extends MuJoCoTask {
    private static final double TARGET_RADIUS = 0.2;
    private static final int TIP = 9;
    private static final int TARGET = 12;

    private final DoubleBuffer bodies;

    /**
     * Makes the task; it has no episode until its first reset.
     *
     * @param simulation the model {@code reacher.xml}; the task closes it
     */
    public Reacher(Simulation simulation) {
        super("Reacher-v5", simulation, 2, 10, 1);
        bodies = simulation.output("xpos");
    }

    @Override
    protected void begin(SplitMix64 random) {
        addUniform(positions, random, 0.1);
        addUniform(velocities, random, 0.005);
        double x;
        double y;
        do {
            x = TARGET_RADIUS * (2 * random.nextDouble() - 1);
            y = TARGET_RADIUS * (2 * random.nextDouble() - 1);
        } while (x * x + y * y >= TARGET_RADIUS * TARGET_RADIUS);
        positions.put(2, x).put(3, y);
        velocities.put(2, 0).put(3, 0);
    }

    @Override
    protected void judge(float[] action, StepResult result) {
        double x = toTip(0);
        double y = toTip(1);
        double z = toTip(2);
        result.set(-Math.sqrt(x * x + y * y + z * z) - sumOfSquares(action), false, false);
    }

    private double toTip(int axis) {
        return bodies.get(TIP + axis) - bodies.get(TARGET + axis);
    }

    @Override
    protected void observe(float[] observation) {
        for (int i = 0; i < 2; i++) {
            observation[i] = (float) Math.cos(positions.get(i));
            observation[2 + i] = (float) Math.sin(positions.get(i));
            observation[4 + i] = (float) positions.get(2 + i);
            observation[6 + i] = (float) velocities.get(i);
            observation[8 + i] = (float) toTip(i);
        }
    }
}
