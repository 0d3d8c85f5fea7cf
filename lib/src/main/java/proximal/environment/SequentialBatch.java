package proximal.environment;

import java.util.Arrays;

/**
 * Environments that are stepped one after the other, on the caller's thread and without garbage. What an environment does not
 * fill in is NaN.
 *
 * <p>Copy: with the library.
 */
public final class SequentialBatch implements EnvironmentBatch {
    private final Environment[] environments;
    private final float[] observation;
    private final float[] action;
    private final StepResult result = new StepResult();

    /**
     * Makes a batch.
     *
     * @param environments the environments, at least one, all with the same spaces; not closed by this object
     */
    public SequentialBatch(Environment[] environments) {
        this.environments = environments.clone();
        observation = new float[environments[0].observationSpace().size()];
        action = new float[environments[0].actionSpace().size()];
    }

    @Override
    public void reset(long[] seeds, float[] observations) {
        for (int env = 0; env < environments.length; env++) {
            reset(env, seeds, observations);
        }
    }

    private void reset(int env, long[] seeds, float[] observations) {
        Arrays.fill(observation, Float.NaN);
        environments[env].reset(seeds[env], observation);
        System.arraycopy(observation, 0, observations, env * observation.length, observation.length);
    }

    @Override
    public void step(
            float[] actions,
            long[] nextSeeds,
            float[] observations,
            float[] firstObservations,
            double[] rewards,
            boolean[] terminated,
            boolean[] truncated) {
        for (int env = 0; env < environments.length; env++) {
            System.arraycopy(actions, env * action.length, action, 0, action.length);
            Arrays.fill(observation, Float.NaN);
            result.set(Double.NaN, false, false);
            environments[env].step(action, observation, result);
            System.arraycopy(observation, 0, observations, env * observation.length, observation.length);
            rewards[env] = result.reward();
            terminated[env] = result.terminated();
            truncated[env] = result.truncated();
            if (result.done()) {
                reset(env, nextSeeds, firstObservations);
            }
        }
    }

    /** There is nothing to free beside the environments. */
    @Override
    public void close() {}
}
