package proximal.rollout;

import proximal.policy.ActionDistribution;

/**
 * What a policy did in its environments for some steps, in flat float arrays [step][environment][…], row-major. The arrays
 * are allocated once and filled anew by each {@link RolloutCollector#collect collect}; they are public, since a researcher's
 * code reads them as plain data.
 *
 * <p>Copy: with the library.
 */
public final class Rollout {
    /** The steps of each environment. */
    public final int steps;

    /** The number of environments. */
    public final int numEnvs;

    /** The observations that the policy saw, [step][environment][observationSize]. */
    public final float[] observations;

    /** The actions as the policy drew them, before any clipping to the action space, [step][environment][actionSize]. */
    public final float[] actions;

    /** The parameters of the distributions that the actions were drawn from, [step][environment][parameterSize]. */
    public final float[] oldParameters;

    /** The log-probabilities of the actions under the policy that drew them, nats, [step][environment]. */
    public final float[] oldLogProb;

    /** V(s) when the rollout was collected, [step][environment]. */
    public final float[] values;

    /** The rewards, normalised where the environments normalise them, [step][environment]. */
    public final float[] rewards;

    /** Whether the step terminated its episode, [step][environment]. */
    public final boolean[] terminated;

    /** Whether the step was cut by a time limit, [step][environment]. */
    public final boolean[] truncated;

    /** The value of the final observation where the step was truncated, 0 elsewhere, [step][environment]. */
    public final float[] finalValues;

    /** The values of the observations after the last step, [environment]. */
    public final float[] lastValues;

    /** The advantages, written by the advantage estimator, [step][environment]. */
    public final float[] advantages;

    /** What the value function is fitted to, [step][environment]. */
    public final float[] valueTargets;

    /**
     * Allocates a rollout.
     *
     * @param steps the steps of each environment, at least 1
     * @param numEnvs the number of environments, at least 1
     * @param observationSize the floats of one observation
     * @param distribution the family of action distributions
     * @throws IllegalArgumentException if a size is not positive
     */
    public Rollout(int steps, int numEnvs, int observationSize, ActionDistribution distribution) {
        if (steps < 1 || numEnvs < 1 || observationSize < 1) {
            throw new IllegalArgumentException("steps, numEnvs and observationSize must be at least 1 but were " + steps
                    + ", " + numEnvs + " and " + observationSize);
        }
        this.steps = steps;
        this.numEnvs = numEnvs;
        int n = Math.multiplyExact(steps, numEnvs);
        observations = new float[n * observationSize];
        actions = new float[n * distribution.actionSize()];
        oldParameters = new float[n * distribution.parameterSize()];
        oldLogProb = new float[n];
        values = new float[n];
        rewards = new float[n];
        terminated = new boolean[n];
        truncated = new boolean[n];
        finalValues = new float[n];
        lastValues = new float[numEnvs];
        advantages = new float[n];
        valueTargets = new float[n];
    }

    /**
     * {@return the number of samples, steps * numEnvs}
     */
    public int size() {
        return oldLogProb.length;
    }
}
