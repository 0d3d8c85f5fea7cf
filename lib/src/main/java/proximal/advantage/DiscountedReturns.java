package proximal.advantage;

/**
 * Discounted rewards-to-go: R_t = r_t + gamma R_(t+1), where R_(t+1) is 0 after a termination, the value of the final
 * observation after a truncation, and the value of the next observation after the last step of the rollout. With values of
 * 0 this is the plain sum of the rewards that were seen. Sums are in double precision.
 *
 * <p>Source: Williams 1992, "Simple statistical gradient-following algorithms for connectionist reinforcement learning";
 * bootstrapped at the cuts as in Mnih et al. 2016, arXiv 1602.01783.
 *
 * <pre>{@code
 * float[] returns = new float[3];
 * new DiscountedReturns(0.5).compute(new float[] {1, 1, 1}, new boolean[] {false, true, false}, new boolean[3],
 *         new float[3], new float[] {4}, returns);
 * returns[0] + returns[2] // 4.5
 * }</pre>
 *
 * <p>Copy: alone.
 *
 * @param discount gamma, in [0, 1]
 */
public record DiscountedReturns(double discount) {

    /**
     * Makes the sum for a discount.
     *
     * @param discount gamma, in [0, 1]
     * @throws IllegalArgumentException if discount is outside [0, 1] or NaN
     */
    public DiscountedReturns {
        if (!(discount >= 0 && discount <= 1)) {
            throw new IllegalArgumentException("discount must be in [0, 1] but was " + discount);
        }
    }

    /**
     * Computes the rewards-to-go of a rollout. All arrays are [step][environment], row-major, of one length; lastValues has
     * one entry an environment, and so tells how many there are.
     *
     * @param rewards r_t
     * @param terminated whether step t terminated its episode
     * @param truncated whether step t was cut by a time limit
     * @param finalValues the value of the final observation where step t was truncated; not read elsewhere
     * @param lastValues the values of the observations after the last step; not read where the last step ended an episode
     * @param rewardsToGo filled with R_t
     * @throws IllegalArgumentException if the lengths do not fit
     */
    public void compute(
            float[] rewards,
            boolean[] terminated,
            boolean[] truncated,
            float[] finalValues,
            float[] lastValues,
            float[] rewardsToGo) {
        int n = rewards.length;
        int numEnvs = lastValues.length;
        if (numEnvs == 0 || n % numEnvs != 0) {
            throw new IllegalArgumentException("rewards must hold a whole number of steps of " + numEnvs
                    + " environments (the length of lastValues) but has length " + n);
        }
        requireLength("terminated", terminated.length, n);
        requireLength("truncated", truncated.length, n);
        requireLength("finalValues", finalValues.length, n);
        requireLength("rewardsToGo", rewardsToGo.length, n);
        for (int env = 0; env < numEnvs; env++) {
            double next = lastValues[env];
            for (int i = n - numEnvs + env; i >= 0; i -= numEnvs) {
                if (terminated[i]) {
                    next = 0;
                } else if (truncated[i]) {
                    next = finalValues[i];
                }
                next = rewards[i] + discount * next;
                rewardsToGo[i] = (float) next;
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
