package proximal.mujoco;

import proximal.environment.SplitMix64;
import proximal.environment.StepResult;

/**
 * A pole on a cart is to be kept upright, as Gymnasium's {@code InvertedPendulum-v5} without its time limit. The reward is 1
 * for each step that does not terminate; the episode terminates where the pole leans by more than 0.2 rad. The observation has
 * the positions and the velocities of cart and pole.
 *
 * <p>Copy: with the library.
 */
public final class InvertedPendulum extends MuJoCoTask {
    private static final double MAX_ANGLE = 0.2;
    private static final double RESET_NOISE = 0.01;

    /**
     * Makes the task; it has no episode until its first reset.
     *
     * @param simulation the model {@code inverted_pendulum.xml}; the task closes it
     */
    public InvertedPendulum(Simulation simulation) {
        super("InvertedPendulum-v5", simulation, 2, 4, 3);
    }

    @Override
    protected void begin(SplitMix64 random) {
        addUniform(positions, random, RESET_NOISE);
        addUniform(velocities, random, RESET_NOISE);
    }

    @Override
    protected void judge(float[] action, StepResult result) {
        boolean fallen = !(Math.abs(positions.get(1)) <= MAX_ANGLE);
        result.set(fallen ? 0 : 1, fallen, false);
    }

    @Override
    protected void observe(float[] observation) {
        for (int i = 0; i < 2; i++) {
            observation[i] = (float) positions.get(i);
            observation[2 + i] = (float) velocities.get(i);
        }
    }
}
