package proximal.environment;

import java.util.function.Supplier;

/** The checks of what the caller of a {@link VectorEnvironment} hands in. */
final class VectorChecks {
    private VectorChecks() {}

    /** Makes the environments; they must be different objects with the same spaces. */
    static Environment[] make(Supplier<? extends Environment> factory, int numEnvs) {
        if (numEnvs < 1) {
            throw new IllegalArgumentException("numEnvs must be at least 1 but was " + numEnvs);
        }
        Environment[] environments = new Environment[numEnvs];
        for (int env = 0; env < numEnvs; env++) {
            environments[env] = factory.get();
            requireUsable(environments, env);
        }
        return environments;
    }

    private static void requireUsable(Environment[] environments, int env) {
        Environment made = environments[env];
        if (made == null) {
            throw new IllegalArgumentException("the factory must make an environment but gave null as number " + env);
        }
        for (int other = 0; other < env; other++) {
            if (environments[other] == made) {
                throw new IllegalArgumentException("the factory must make a new environment at each call but gave "
                        + made.name() + " number " + other + " again as number " + env);
            }
        }
        Environment first = environments[0];
        if (!made.observationSpace().equals(first.observationSpace())
                || !made.actionSpace().equals(first.actionSpace())) {
            throw new IllegalArgumentException("all environments must have the same spaces but number " + env + " ("
                    + made.name() + ") has others than number 0 (" + first.name() + ")");
        }
    }

    /** Requires one action for each environment: an index of a discrete space, or numbers for a box, which may lie outside. */
    static void requireActions(Environment[] environments, float[] actions, long step) {
        String name = environments[0].name();
        Space space = environments[0].actionSpace();
        int actionSize = space.size();
        int numActions = space instanceof DiscreteSpace discrete ? discrete.n() : 0;
        int length = environments.length * actionSize;
        if (actions.length < length) {
            throw new IllegalArgumentException(environments.length + " environments of " + name + " take " + length
                    + " numbers as actions but were given " + actions.length);
        }
        for (int k = 0; k < length; k++) {
            float action = actions[k];
            if (numActions == 0
                    ? Float.isNaN(action)
                    : !(action >= 0 && action < numActions && action == (int) action)) {
                String expected = numActions == 0 ? "a number" : "one of the indices 0 to " + (numActions - 1);
                throw new IllegalArgumentException("the action of environment " + k / actionSize + " (" + name
                        + ") in step " + step + " must be " + expected + " but was " + action);
            }
        }
    }
}
