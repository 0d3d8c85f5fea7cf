package proximal.environment;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Several environments of one task, {@linkplain Environment#together stepped together} into flat arrays, without garbage.
 *
 * <p>Where an episode ends, the environment is reset in the same step (Gymnasium's autoreset mode {@code SAME_STEP}): {@link
 * #observations} then holds the first observation of the next episode, and {@link #finalObservations} the final one of the
 * ended episode, from whose value a truncation is bootstrapped.
 *
 * <p>Episode k of environment e is reset with {@code streamSeed(streamSeed(seed, e), k)} of {@link SplitMix64}, k = 0, 1,
 * 2, …, so it depends on the seed, e, k and the actions, and on nothing else.
 *
 * <p>The arrays belong to this object and are overwritten by every step; the caller reads them only.
 *
 * <p>Copy: with the library.
 */
public final class VectorEnvironment implements AutoCloseable {
    /** What to act on next, flat {@code [env][obsSize]}; the first of the next episode where one ended. */
    public final float[] observations;
    /** What the last step led to, flat {@code [env][obsSize]}: as {@link #observations}, but before any reset. */
    public final float[] finalObservations;
    /** The rewards of the last step, {@code [env]}; normalised where asked for. */
    public final float[] rewards;
    /** The rewards of the last step as the task gave them, {@code [env]}. */
    public final double[] rawRewards;
    /** Whether each environment's task ended in the last step, {@code [env]}. */
    public final boolean[] terminated;
    /** Whether each environment's episode was cut from outside in the last step, {@code [env]}. */
    public final boolean[] truncated;

    private static final double[] NONE = {};
    private static final int FIRST_ENVIRONMENT = 5; // the parts of the state before those of the environments

    private final Environment[] environments;
    private final EnvironmentBatch batch;
    private final int obsSize;
    private final int actionSize;
    private final long seed;
    private final long[] episodes;
    private final long[] streams;
    private final long[] seeds;
    private final float[] firstObservations;
    private ObservationNormalization observationNormalization;
    private RewardNormalization rewardNormalization;
    private long steps;
    private boolean ready;

    /**
     * Makes the environments; {@link #reset()} begins their first episodes.
     *
     * @param factory makes a new environment of the task at each call
     * @param numEnvs the number of environments, at least 1
     * @param seed what all randomness of the environments comes from
     * @throws IllegalArgumentException if numEnvs is not positive, or the factory gives null, the same environment twice, or
     *     environments whose spaces differ
     */
    public VectorEnvironment(Supplier<? extends Environment> factory, int numEnvs, long seed) {
        this.seed = seed;
        environments = make(factory, numEnvs);
        obsSize = environments[0].observationSpace().size();
        actionSize = environments[0].actionSpace().size();
        episodes = new long[numEnvs];
        Arrays.fill(episodes, -1);
        observations = new float[numEnvs * obsSize];
        finalObservations = new float[numEnvs * obsSize];
        rewards = new float[numEnvs];
        rawRewards = new double[numEnvs];
        terminated = new boolean[numEnvs];
        truncated = new boolean[numEnvs];
        streams = new long[numEnvs];
        Arrays.setAll(streams, env -> SplitMix64.streamSeed(seed, env));
        seeds = new long[numEnvs];
        firstObservations = new float[numEnvs * obsSize];
        EnvironmentBatch together = environments[0].together(environments);
        batch = together == null ? new SequentialBatch(environments) : together;
    }

    private static Environment[] make(Supplier<? extends Environment> factory, int numEnvs) {
        Require.that(numEnvs >= 1, "numEnvs", "at least 1", numEnvs);
        Environment[] made = new Environment[numEnvs];
        for (int env = 0; env < numEnvs; env++) {
            Environment next = factory.get();
            if (next == null || Arrays.stream(made).anyMatch(earlier -> earlier == next)) {
                throw new IllegalArgumentException("the factory must make a new environment at each call but gave "
                        + (next == null ? "null" : next.name() + " again") + " as number " + env);
            }
            made[env] = next;
            boolean sameActions = next.actionSpace().equals(made[0].actionSpace());
            if (!sameActions || !next.observationSpace().equals(made[0].observationSpace())) {
                throw new IllegalArgumentException("all environments must have the same spaces but number " + env + " ("
                        + next.name() + ") has others than number 0 (" + made[0].name() + ")");
            }
        }
        return made;
    }

    /**
     * Normalises the observations from the first reset on.
     *
     * @param normalization the normalisation, for observations of this task's size
     * @return this
     * @throws IllegalArgumentException if it is for another size
     * @throws IllegalStateException if an episode has begun
     */
    public VectorEnvironment withObservationNormalization(ObservationNormalization normalization) {
        requireNotBegun();
        int size = normalization.moments().size();
        Require.that(
                size == obsSize,
                () -> "the observations of " + name() + " have size " + obsSize + " but the normalisation is for size "
                        + size);
        observationNormalization = normalization;
        return this;
    }

    /**
     * Normalises the rewards from the first reset on; {@link #rawRewards} stay as they are.
     *
     * @param normalization the normalisation, for this number of environments
     * @return this
     * @throws IllegalArgumentException if it is for another number of environments
     * @throws IllegalStateException if an episode has begun
     */
    public VectorEnvironment withRewardNormalization(RewardNormalization normalization) {
        requireNotBegun();
        int size = normalization.numEnvs();
        Require.that(
                size == numEnvs(),
                () -> "there are " + numEnvs() + " environments but the normalisation is for " + size);
        rewardNormalization = normalization;
        return this;
    }

    private void requireNotBegun() {
        Require.state(episodes[0] < 0, () -> "a normalisation must be given before the first reset of " + name());
    }

    /**
     * Begins the next episode of every environment, the first time episode 0.
     *
     * @throws IllegalStateException if an observation is NaN or infinite
     */
    public void reset() {
        ready = false;
        seedNextEpisodes();
        batch.reset(seeds, observations);
        for (int env = 0; env < environments.length; env++) {
            episodes[env]++;
            checkObservation(env, observations);
        }
        if (observationNormalization != null) {
            observationNormalization.normalize(observations, environments.length);
        }
        if (rewardNormalization != null) {
            rewardNormalization.clearSums();
        }
        clearStep();
        ready = true;
    }

    private void clearStep() {
        System.arraycopy(observations, 0, finalObservations, 0, observations.length);
        Arrays.fill(rewards, 0);
        Arrays.fill(rawRewards, 0);
        Arrays.fill(terminated, false);
        Arrays.fill(truncated, false);
    }

    /**
     * Takes one step in every environment. An environment whose episode ends begins its next one.
     *
     * @param actions the actions, flat, {@code [env][actionSize]}; may be longer
     * @throws IllegalArgumentException if there are too few actions, one is NaN, or one is no index of a discrete space;
     *     nothing has been stepped then
     * @throws IllegalStateException if {@link #reset()} has not been called, or an observation or a reward is NaN or
     *     infinite; only a reset goes on from there
     */
    public void step(float[] actions) {
        if (!ready) {
            throw new IllegalStateException(
                    name() + " must be reset before its first step and after a step that failed");
        }
        requireActions(actions);
        ready = false;
        steps++;
        seedNextEpisodes();
        batch.step(actions, seeds, finalObservations, firstObservations, rawRewards, terminated, truncated);
        int numEnded = 0;
        for (int env = 0; env < environments.length; env++) {
            double reward = rawRewards[env];
            if (!(Math.abs(reward) <= Float.MAX_VALUE)) {
                throw new IllegalStateException(
                        where(env) + " gave the reward " + reward + ", which is no finite float");
            }
            checkObservation(env, finalObservations);
            if (terminated[env] || truncated[env]) {
                episodes[env]++;
                checkObservation(env, firstObservations);
                System.arraycopy(firstObservations, env * obsSize, firstObservations, numEnded++ * obsSize, obsSize);
            }
        }
        show(numEnded);
        ready = true;
    }

    private void requireActions(float[] actions) {
        Space space = environments[0].actionSpace();
        int length = environments.length * actionSize;
        if (actions.length < length) {
            throw new IllegalArgumentException(environments.length + " environments of " + name() + " take " + length
                    + " numbers as actions but were given " + actions.length);
        }
        for (int k = 0; k < length; k++) {
            if (!space.takes(k % actionSize, actions[k])) {
                throw new IllegalArgumentException(
                        "the action of environment " + k / actionSize + " (" + name() + ") in step " + (steps + 1)
                                + " must be " + space.demand(k % actionSize) + " but was " + actions[k]);
            }
        }
    }

    /** The observations that the step led to are normalised first, those of the resets after them. */
    private void show(int numEnded) {
        if (observationNormalization != null) {
            observationNormalization.normalize(finalObservations, environments.length);
            observationNormalization.normalize(firstObservations, numEnded);
        }
        System.arraycopy(finalObservations, 0, observations, 0, observations.length);
        int begun = 0;
        for (int env = 0; env < environments.length; env++) {
            if (terminated[env] || truncated[env]) {
                System.arraycopy(firstObservations, begun++ * obsSize, observations, env * obsSize, obsSize);
            }
            rewards[env] = (float) rawRewards[env];
        }
        if (rewardNormalization != null) {
            rewardNormalization.normalize(rawRewards, terminated, truncated, rewards);
        }
    }

    /** Of all environments, whose next episode may begin in any step. */
    private void seedNextEpisodes() {
        for (int env = 0; env < environments.length; env++) {
            seeds[env] = SplitMix64.streamSeed(streams[env], episodes[env] + 1);
        }
    }

    private void checkObservation(int env, float[] rows) {
        for (int i = 0; i < obsSize; i++) {
            float x = rows[env * obsSize + i];
            if (!(Math.abs(x) <= Float.MAX_VALUE)) {
                throw new IllegalStateException(where(env) + " gave an observation whose coordinate " + i + " is " + x
                        + ", which is not finite");
            }
        }
    }

    private String where(int env) {
        return "environment " + env + " (" + environments[env].name() + ") in step " + steps + " (its episode "
                + episodes[env] + ")";
    }

    /**
     * Gives all that the next steps depend on but the actions: episode numbers and states, observations, normalisations.
     *
     * @return the state, a new array, to be given to an object made by the same arguments
     * @throws IllegalStateException if {@link #reset()} has not been called, or the last step failed
     * @throws UnsupportedOperationException if the environments cannot give their state
     */
    public double[] state() {
        Require.state(ready, () -> name() + " has no state before its first reset or after a failed step");
        double[][] parts = new double[FIRST_ENVIRONMENT + environments.length][];
        parts[0] = identity();
        parts[1] = new double[1 + environments.length];
        parts[1][0] = steps;
        parts[2] = new double[observations.length];
        Arrays.setAll(parts[2], k -> observations[k]);
        parts[3] = observationNormalization == null ? NONE : observationNormalization.state();
        parts[4] = rewardNormalization == null ? NONE : rewardNormalization.state();
        for (int env = 0; env < environments.length; env++) {
            parts[1][1 + env] = episodes[env];
            parts[FIRST_ENVIRONMENT + env] = environments[env].state();
        }
        return Parts.join(parts);
    }

    /** What two objects must share before one can take the state of the other; the seed in halves that a double holds. */
    private double[] identity() {
        int observations = observationNormalization == null ? 0 : 1;
        int rewards = rewardNormalization == null ? 0 : 1;
        return new double[] {environments.length, obsSize, seed >> 32, seed & 0xFFFFFFFFL, observations, rewards};
    }

    /**
     * Goes to a state that {@link #state()} gave; stepping goes on with the same bits. {@link #observations} holds what it
     * held; the other arrays hold nothing of the last step.
     *
     * @param state the state, of an object made by the same arguments and with the same kinds of normalisation
     * @throws IllegalArgumentException if the state is of another number of environments, observation size, seed or kind of
     *     normalisation, or is cut; nothing has changed then
     * @throws UnsupportedOperationException if the environments cannot take a state
     */
    public void setState(double[] state) {
        double[][] parts = Parts.split(state, FIRST_ENVIRONMENT + environments.length);
        Require.that(
                Arrays.equals(parts[0], identity()),
                () -> "the state must be of this object's number of environments, observation size, halves of the seed"
                        + " and normalisations, " + Arrays.toString(identity()) + ", but was of "
                        + Arrays.toString(parts[0]));
        ready = false;
        if (observationNormalization != null) {
            observationNormalization.setState(parts[3]);
        }
        if (rewardNormalization != null) {
            rewardNormalization.setState(parts[4]);
        }
        steps = (long) parts[1][0];
        float[] observation = new float[obsSize];
        for (int env = 0; env < environments.length; env++) {
            environments[env].setState(parts[FIRST_ENVIRONMENT + env], observation);
            episodes[env] = (long) parts[1][1 + env];
        }
        for (int k = 0; k < observations.length; k++) {
            observations[k] = (float) parts[2][k];
        }
        clearStep();
        ready = true;
    }

    /** {@return the name of the task} */
    public String name() {
        return environments[0].name();
    }

    /** {@return the number of environments} */
    public int numEnvs() {
        return environments.length;
    }

    /** {@return the space of one environment's observations, before any normalisation} */
    public BoxSpace observationSpace() {
        return environments[0].observationSpace();
    }

    /** {@return the space of one environment's actions} */
    public Space actionSpace() {
        return environments[0].actionSpace();
    }

    /** {@return how many of the last numbers of an observation are the mask of the actions, which is not normalised} */
    public int maskSize() {
        return environments[0].maskSize();
    }

    /** Closes all environments. */
    @Override
    public void close() {
        batch.close();
        for (Environment environment : environments) {
            environment.close();
        }
    }
}
