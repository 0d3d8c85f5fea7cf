package proximal.environment;

import java.util.Arrays;

/**
 * An environment whose actions are brought to those of another; all else is passed on. Environments that {@link
 * Environment#together step together} still do.
 *
 * <p>Copy: with the library.
 */
public abstract class ActionWrapper extends EnvironmentWrapper {
    private final float[] brought;

    /**
     * Wraps an environment.
     *
     * @param environment the environment within; its {@link #close close} is called by this one's
     */
    protected ActionWrapper(Environment environment) {
        super(environment);
        brought = new float[environment.actionSpace().size()];
    }

    /**
     * Brings one number of an action to those of the environment within.
     *
     * @param i which of the numbers
     * @param number the number, as this environment takes it
     * @return the number, as the environment within takes it
     */
    protected abstract float bring(int i, float number);

    @Override
    public final void step(float[] action, float[] observation, StepResult result) {
        bring(action, brought);
        environment.step(brought, observation, result);
    }

    private void bring(float[] actions, float[] target) {
        int size = brought.length;
        for (int k = 0; k < target.length; k++) {
            target[k] = bring(k % size, actions[k]);
        }
    }

    @Override
    public final EnvironmentBatch together(Environment[] environments) {
        if (!Arrays.stream(environments).allMatch(other -> other.getClass() == getClass())) {
            return null;
        }
        EnvironmentBatch within = environment.together(Arrays.stream(environments)
                .map(each -> ((ActionWrapper) each).environment)
                .toArray(Environment[]::new));
        return within == null ? null : new Batch(within, environments.length);
    }

    private final class Batch implements EnvironmentBatch {
        private final EnvironmentBatch within;
        private final float[] all;

        Batch(EnvironmentBatch within, int numEnvs) {
            this.within = within;
            all = new float[numEnvs * brought.length];
        }

        @Override
        public void reset(long[] seeds, float[] observations) {
            within.reset(seeds, observations);
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
            bring(actions, all);
            within.step(all, nextSeeds, observations, firstObservations, rewards, terminated, truncated);
        }

        @Override
        public void close() {
            within.close();
        }
    }
}
