package proximal.advantage;

/**
 * k-step advantages: k rewards as they came, and the value function for all that followed.
 *
 * <pre>
 * A_t^(k) = -V(s_t) + r_t + gamma r_(t+1) + ... + gamma^(k-1) r_(t+k-1) + gamma^k V'_(t+k-1)
 *         = sum over l &lt; k of gamma^l delta_(t+l),   delta_t = r_t + gamma V'_t - V(s_t)
 * </pre>
 *
 * <p>V'_t, the value of what followed step t, is V(s_(t+1)) within an episode; 0 where step t terminated; and the value of the
 * final observation where step t was truncated. Where fewer than k steps are left until the episode or the rollout ends, the sum
 * has those alone. So k = 1 gives the TD error, and k as long as the rollout the Monte Carlo advantage. With K steps left,
 * {@link GeneralizedAdvantage} is the weighted sum of A_t^(1) to A_t^(K) with the weights (1 - lambda) lambda^(k-1) for k &lt; K
 * and lambda^(K-1) for k = K. The cost is that of one pass, whatever k is; sums are in double precision.
 *
 * <p>Source: Schulman et al. 2016, "High-Dimensional Continuous Control Using Generalized Advantage Estimation", arXiv
 * 1506.02438, equations 11 to 16; truncation after Pardo et al. 2018, arXiv 1712.00378.
 *
 * <pre>{@code
 * float[] advantages = new float[3];
 * new KStepAdvantage(0.5, 2).compute(new float[] {1, 1, 1}, new float[] {2, 4, 8}, new boolean[3], new boolean[3],
 *         new float[3], new float[] {16}, advantages);
 * advantages[0] // 1.5
 * }</pre>
 *
 * <p>Copy: alone.
 *
 * @param discount gamma, in [0, 1]
 * @param k how many rewards are summed, at least 1
 */
public record KStepAdvantage(double discount, int k) {

    /**
     * Makes an estimator.
     *
     * @param discount gamma, in [0, 1]
     * @param k how many rewards are summed, at least 1
     * @throws IllegalArgumentException if discount is outside [0, 1] or NaN, or k is not positive
     */
    public KStepAdvantage {
        if (!(discount >= 0 && discount <= 1)) {
            throw new IllegalArgumentException("discount must be in [0, 1] but was " + discount);
        }
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1 but was " + k);
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
     * @param advantages filled with A_t^(k)
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
            double endValue = lastValues[env];
            double sum = 0; // of the discounted rewards of steps t to t + length - 1
            int length = 0;
            double weight = 1; // gamma^length
            for (int i = n - numEnvs + env; i >= 0; i -= numEnvs) {
                if (terminated[i] || truncated[i]) {
                    endValue = terminated[i] ? 0 : finalValues[i];
                    sum = 0;
                    length = 0;
                    weight = 1;
                }
                double bootstrap = endValue;
                sum = rewards[i] + discount * sum;
                if (length < k) {
                    length++;
                    weight *= discount;
                } else {
                    int left = i + k * numEnvs; // the step that the window of k rewards leaves behind
                    sum -= weight * rewards[left];
                    bootstrap = values[left];
                }
                advantages[i] = (float) (sum + weight * bootstrap - values[i]);
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
