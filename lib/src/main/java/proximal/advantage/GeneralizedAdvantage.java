package proximal.advantage;

/**
 * Generalized advantage estimation by its reverse recursion.
 *
 * <pre>
 * delta_t = r_t + gamma V'_t - V(s_t)
 * A_t     = delta_t + gamma lambda A_(t+1),   A_(t+1) = 0 where the episode ended at t
 * </pre>
 *
 * <p>V'_t, the value of what followed, is V(s_(t+1)) within an episode; 0 where step t terminated; and the value of the final
 * observation where step t was truncated, so that a time limit does not look like the end of all reward. Lambda 0 gives the
 * TD error, lambda 1 the Monte Carlo advantage. Sums are in double precision.
 *
 * <p>Source: Schulman et al. 2016, "High-Dimensional Continuous Control Using Generalized Advantage Estimation", arXiv
 * 1506.02438, equation 16; truncation after Pardo et al. 2018, arXiv 1712.00378.
 *
 * <pre>{@code
 * float[] advantages = new float[2];
 * new GeneralizedAdvantage(0.5, 0.5).compute(new float[] {1, 1}, new float[] {2, 4}, new boolean[2], new boolean[2],
 *         new float[2], new float[] {8}, advantages);
 * advantages[0] // 1.25
 * }</pre>
 *
 * <p>Copy: alone.
 *
 * @param discount gamma, in [0, 1]
 * @param gaeLambda lambda, in [0, 1]
 */
public record GeneralizedAdvantage(double discount, double gaeLambda) {

    /**
     * Makes an estimator.
     *
     * @param discount gamma, in [0, 1]
     * @param gaeLambda lambda, in [0, 1]
     * @throws IllegalArgumentException if one of them is outside [0, 1] or NaN
     */
    public GeneralizedAdvantage {
        if (!(discount >= 0 && discount <= 1)) {
            throw new IllegalArgumentException("discount must be in [0, 1] but was " + discount);
        }
        if (!(gaeLambda >= 0 && gaeLambda <= 1)) {
            throw new IllegalArgumentException("gaeLambda must be in [0, 1] but was " + gaeLambda);
        }
    }

    /**
     * Computes the advantages of a rollout. All arrays are [step][environment], row-major, of one length; lastValues has one
     * entry an environment, and so tells how many there are.
     *
     * @param rewards r_t
     * @param values V(s_t)
     * @param terminated whether step t terminated its episode
     * @param truncated whether step t was cut by a time limit
     * @param finalValues the value of the final observation where step t was truncated; not read elsewhere
     * @param lastValues the values of the observations after the last step; not read where the last step ended an episode
     * @param advantages filled with A_t
     * @throws IllegalArgumentException if the lengths do not fit
     */
    public void compute(
            float[] rewards,
            float[] values,
            boolean[] terminated,
            boolean[] truncated,
            float[] finalValues,
            float[] lastValues,
            float[] advantages) {
        int n = rewards.length;
        int numEnvs = lastValues.length;
        if (numEnvs == 0 || n % numEnvs != 0) {
            throw new IllegalArgumentException("rewards must hold a whole number of steps of " + numEnvs
                    + " environments (the length of lastValues) but has length " + n);
        }
        requireLength("values", values.length, n);
        requireLength("terminated", terminated.length, n);
        requireLength("truncated", truncated.length, n);
        requireLength("finalValues", finalValues.length, n);
        requireLength("advantages", advantages.length, n);
        for (int env = 0; env < numEnvs; env++) {
            double next = 0;
            double nextValue = lastValues[env];
            for (int i = n - numEnvs + env; i >= 0; i -= numEnvs) {
                if (terminated[i]) {
                    next = 0;
                    nextValue = 0;
                } else if (truncated[i]) {
                    next = 0;
                    nextValue = finalValues[i];
                }
                next = rewards[i] + discount * nextValue - values[i] + discount * gaeLambda * next;
                nextValue = values[i];
                advantages[i] = (float) next;
            }
        }
    }

    private static void requireLength(String name, int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException(
                    name + " must have the length of rewards, " + expected + ", but has length " + length);
        }
    }
}
