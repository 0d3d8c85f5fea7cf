package proximal.environment;

import java.util.random.RandomGenerator;

/**
 * Draws actions at random from those that the mask at the end of an observation allows; see {@link Environment#maskSize}.
 *
 * <p>Copy: with the library.
 */
public final class ActionMask {
    private ActionMask() {}

    /**
     * Draws an action from the uniform distribution over the allowed ones, or over all where there is no mask.
     *
     * @param environment whose spaces and mask size are taken
     * @param observation the present observation
     * @param random where the randomness comes from
     * @param action filled with the action
     * @throws IllegalStateException if the mask allows no action
     */
    public static void sample(Environment environment, float[] observation, RandomGenerator random, float[] action) {
        Space space = environment.actionSpace();
        space.sample(random, action);
        if (environment.maskSize() == 0) {
            return;
        }
        int begin = observation.length - environment.maskSize();
        for (int i = 0; i < action.length; i++) {
            int count = space instanceof MultiDiscreteSpace several
                    ? several.counts().get(i)
                    : ((DiscreteSpace) space).n();
            action[i] = allowed(observation, begin, count, random, environment);
            begin += count;
        }
    }

    private static int allowed(float[] mask, int begin, int count, RandomGenerator random, Environment environment) {
        int allowed = 0;
        int drawn = -1;
        for (int k = 0; k < count; k++) {
            // The k-th of those allowed so far takes the place of the others in one of k cases.
            if (mask[begin + k] != 0 && random.nextInt(++allowed) == 0) {
                drawn = k;
            }
        }
        Require.state(
                drawn >= 0, () -> "the action mask of " + environment.name() + " must allow an action but allows none");
        return drawn;
    }
}
