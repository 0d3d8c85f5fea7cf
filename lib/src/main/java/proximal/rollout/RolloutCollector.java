package proximal.rollout;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import proximal.environment.BoxSpace;
import proximal.environment.VectorEnvironment;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;

/**
 * Lets a policy act in its environments and fills a {@link Rollout}. The policy is evaluated once a step for all
 * environments together; collecting itself allocates nothing.
 *
 * <p>Actions of a box space are clipped to the box on their way to the environment; the rollout keeps them as drawn, since
 * the log-probability is that of the drawn action.
 *
 * <p>Copy: with the library.
 */
public final class RolloutCollector {
    /** Is told of each episode that ends during a rollout. */
    @FunctionalInterface
    public interface EpisodeListener {

        /**
         * Takes note of an episode.
         *
         * @param environment the index of the environment, from 0
         * @param totalSteps the steps over all environments when it ended
         * @param episodeReturn the undiscounted sum of its rewards, before any normalisation
         * @param length its steps
         * @param truncated whether it was cut from outside and not terminated by the task
         */
        void episodeEnded(int environment, long totalSteps, double episodeReturn, int length, boolean truncated);
    }

    private final VectorEnvironment environments;
    private final ActorCritic network;
    private final ActionDistribution distribution;
    private final int numEnvs;
    private final int observationSize;
    private final float[] parameters;
    private final float[] actions;
    private final float[] environmentActions;
    private final float[] logProb;
    private final float[] values;
    private final float[] finalRows;
    private final double[] episodeReturns;
    private final int[] episodeLengths;
    private long totalSteps;

    /**
     * Makes a collector; the environments are reset at the first rollout.
     *
     * @param environments the environments
     * @param network the policy and value function
     * @throws IllegalArgumentException if the network does not fit the spaces of the environments
     */
    public RolloutCollector(VectorEnvironment environments, ActorCritic network) {
        this.environments = environments;
        this.network = network;
        distribution = network.distribution();
        numEnvs = environments.numEnvs();
        observationSize = environments.observationSpace().size();
        int actionSize = environments.actionSpace().size();
        if (network.observationSize() != observationSize || distribution.actionSize() != actionSize) {
            throw new IllegalArgumentException("the network takes observations of size " + network.observationSize()
                    + " and gives actions of size " + distribution.actionSize() + ", but the environment has "
                    + observationSize + " and " + actionSize);
        }
        parameters = new float[numEnvs * distribution.parameterSize()];
        actions = new float[numEnvs * actionSize];
        environmentActions = new float[numEnvs * actionSize];
        logProb = new float[numEnvs];
        values = new float[numEnvs];
        finalRows = new float[numEnvs * observationSize];
        episodeReturns = new double[numEnvs];
        episodeLengths = new int[numEnvs];
    }

    /**
     * {@return the environment steps so far, over all environments}
     */
    public long totalSteps() {
        return totalSteps;
    }

    /**
     * Fills a rollout, going on where the last one ended.
     *
     * @param rollout the rollout to fill; advantages and value targets are left for the estimator
     * @param random where the actions' randomness comes from
     * @param listener is called for each episode that ends
     * @throws IllegalStateException if an environment gives an observation or reward that is not finite, or the network gives
     *     parameters of no distribution or a value that is not finite, as NaN weights do
     * @throws CancellationException if the thread is interrupted, before the next step; only {@link #setState} goes on from
     *     there
     */
    public void collect(Rollout rollout, RandomGenerator random, EpisodeListener listener) {
        if (rollout.numEnvs != numEnvs
                || rollout.observations.length != rollout.size() * observationSize
                || rollout.oldParameters.length != rollout.size() * distribution.parameterSize()) {
            throw new IllegalArgumentException("the rollout must be made for " + numEnvs
                    + " environments, observations of size " + observationSize + " and "
                    + distribution.parameterSize() + " parameters of the distribution, but it has " + rollout.numEnvs
                    + " environments, " + rollout.observations.length / rollout.size() + " and "
                    + rollout.oldParameters.length / rollout.size());
        }
        if (totalSteps == 0) {
            environments.reset();
        }
        for (int step = 0; step < rollout.steps; step++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted in step " + step + " of a rollout");
            }
            act(rollout, step, random);
            environments.step(environmentActions);
            totalSteps += numEnvs;
            observe(rollout, step, listener);
        }
        network.evaluate(environments.observations, numEnvs, parameters, rollout.lastValues);
    }

    /**
     * Gives what the next rollout depends on beside the environments, the network and the generator.
     *
     * @return the state, a new array: the steps so far, then the returns and the lengths of the episodes that go on
     */
    public double[] state() {
        DoubleStream lengths = Arrays.stream(episodeLengths).asDoubleStream();
        return DoubleStream.concat(
                        DoubleStream.of(totalSteps), DoubleStream.concat(Arrays.stream(episodeReturns), lengths))
                .toArray();
    }

    /**
     * Reads the number of steps so far from a state.
     *
     * @param state what {@link #state()} gave
     * @return the environment steps over all environments
     */
    public static long totalSteps(double[] state) {
        return (long) state[0];
    }

    /**
     * Goes to a state that {@link #state()} gave; the environments must be in the state that they had then.
     *
     * @param state the state
     * @throws IllegalArgumentException if it is of another number of environments
     */
    public void setState(double[] state) {
        if (state.length != 1 + 2 * numEnvs) {
            throw new IllegalArgumentException("the state of a collector of " + numEnvs
                    + " environments must have length " + (1 + 2 * numEnvs) + " but had " + state.length);
        }
        totalSteps = (long) state[0];
        System.arraycopy(state, 1, episodeReturns, 0, numEnvs);
        for (int env = 0; env < numEnvs; env++) {
            episodeLengths[env] = (int) state[1 + numEnvs + env];
        }
    }

    private void act(Rollout rollout, int step, RandomGenerator random) {
        network.evaluate(environments.observations, numEnvs, parameters, values);
        try {
            distribution.sample(parameters, numEnvs, random, actions);
            for (int env = 0; env < numEnvs; env++) {
                if (!Float.isFinite(values[env])) {
                    throw new IllegalArgumentException(
                            "the value in row " + env + " must be finite but was " + values[env]);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("in step " + step + " of rollout " + (totalSteps / rollout.size() + 1)
                    + " the network gave no actions or values: " + e.getMessage()
                    + " (the weights after update " + totalSteps / rollout.size() + ")");
        }
        distribution.logProb(parameters, actions, numEnvs, logProb);
        copyStep(environments.observations, rollout.observations, step, numEnvs * observationSize);
        copyStep(parameters, rollout.oldParameters, step, parameters.length);
        copyStep(actions, rollout.actions, step, actions.length);
        copyStep(logProb, rollout.oldLogProb, step, numEnvs);
        copyStep(values, rollout.values, step, numEnvs);
        if (environments.actionSpace() instanceof BoxSpace box) {
            for (int i = 0; i < actions.length; i++) {
                int j = i % box.size();
                environmentActions[i] = Math.max(box.low(j), Math.min(actions[i], box.high(j)));
            }
        } else {
            System.arraycopy(actions, 0, environmentActions, 0, actions.length);
        }
    }

    private void observe(Rollout rollout, int step, EpisodeListener listener) {
        int row = step * numEnvs;
        System.arraycopy(environments.rewards, 0, rollout.rewards, row, numEnvs);
        System.arraycopy(environments.terminated, 0, rollout.terminated, row, numEnvs);
        System.arraycopy(environments.truncated, 0, rollout.truncated, row, numEnvs);
        int cut = 0;
        for (int env = 0; env < numEnvs; env++) {
            boolean truncated = environments.truncated[env] && !environments.terminated[env];
            rollout.finalValues[row + env] = 0;
            if (truncated) {
                float[] last = environments.finalObservations;
                System.arraycopy(last, env * observationSize, finalRows, cut * observationSize, observationSize);
                cut++;
            }
            episodeReturns[env] += environments.rawRewards[env];
            episodeLengths[env]++;
            if (truncated || environments.terminated[env]) {
                listener.episodeEnded(env, totalSteps, episodeReturns[env], episodeLengths[env], truncated);
                episodeReturns[env] = 0;
                episodeLengths[env] = 0;
            }
        }
        if (cut > 0) {
            valueFinalObservations(rollout, row, cut);
        }
    }

    private void valueFinalObservations(Rollout rollout, int row, int cut) {
        network.evaluate(finalRows, cut, parameters, values); // whose contents the rollout holds already
        int next = 0;
        for (int env = 0; env < numEnvs; env++) {
            if (environments.truncated[env] && !environments.terminated[env]) {
                rollout.finalValues[row + env] = values[next++];
            }
        }
    }

    private static void copyStep(float[] source, float[] target, int step, int size) {
        System.arraycopy(source, 0, target, step * size, size);
    }
}
