package proximal.environment;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Scales rewards by the running deviation of a discounted sum of past rewards, as OpenAI Baselines' and
 * Stable-Baselines3's {@code VecNormalize} do. With one sum G an environment, in each step
 *
 * <pre>
 * G &lt;- discount G + reward
 * normalized = reward / sqrt(variance of all G seen + epsilon)
 * G &lt;- 0 where the step ended the episode, by termination or truncation
 * </pre>
 *
 * <p>The mean is not subtracted. So no reward of one episode counts in the sums of the next; Gymnasium's wrapper up to 1.4
 * cleared the sum before the reward of a termination, and not at all at a truncation. Optionally the result is clipped to
 * [-clip, clip], as implementations of PPO do. The sums and moments are float64. Not thread-safe.
 *
 * <p>Copy: with the library.
 */
public final class RewardNormalization {
    private final double discount;
    private final double epsilon;
    private final double clip;
    private final double[] sums;
    private final RunningMoments moments;

    /**
     * Makes a normalisation that has seen nothing, with epsilon 1e-8 and no clipping.
     *
     * @param numEnvs the number of environments, at least 1
     * @param discount the discount gamma of the sums, in [0, 1]
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public RewardNormalization(int numEnvs, double discount) {
        this(numEnvs, discount, ObservationNormalization.DEFAULT_EPSILON, Double.POSITIVE_INFINITY);
    }

    /**
     * Makes a normalisation that has seen nothing.
     *
     * @param numEnvs the number of environments, at least 1
     * @param discount the discount gamma of the sums, in [0, 1]
     * @param epsilon what is added to the variance, above 0
     * @param clip the largest magnitude of a normalised reward, above 0; infinite for no clipping
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public RewardNormalization(int numEnvs, double discount, double epsilon, double clip) {
        this(new RunningMoments(1), numEnvs, discount, epsilon, clip);
    }

    private RewardNormalization(RunningMoments moments, int numEnvs, double discount, double epsilon, double clip) {
        Require.that(numEnvs >= 1, "numEnvs", "at least 1", numEnvs);
        Require.that(discount >= 0 && discount <= 1, "discount", "in [0, 1]", discount);
        Require.that(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY, "epsilon", "above 0 and finite", epsilon);
        Require.that(clip > 0, "clip", "above 0", clip);
        this.discount = discount;
        this.epsilon = epsilon;
        this.clip = clip;
        this.sums = new double[numEnvs];
        this.moments = moments;
    }

    /**
     * Takes the rewards of one step of all environments into the sums and moments, unless frozen, and normalises them.
     *
     * @param rawRewards the rewards of the step, {@code [env]}
     * @param terminated whether each environment's task ended in the step, {@code [env]}
     * @param truncated whether each environment's episode was cut in the step, {@code [env]}
     * @param rewards filled with the normalised rewards, {@code [env]}
     * @throws IllegalArgumentException if an array is shorter than the number of environments
     */
    public void normalize(double[] rawRewards, boolean[] terminated, boolean[] truncated, float[] rewards) {
        int numEnvs = sums.length;
        if (Math.min(rawRewards.length, rewards.length) < numEnvs
                || Math.min(terminated.length, truncated.length) < numEnvs) {
            throw new IllegalArgumentException("arrays for " + numEnvs + " environments were expected but had lengths "
                    + rawRewards.length + ", " + terminated.length + ", " + truncated.length + " and "
                    + rewards.length);
        }
        for (int env = 0; env < numEnvs; env++) {
            sums[env] = discount * sums[env] + rawRewards[env];
        }
        moments.update(sums, numEnvs);
        double deviation = Math.sqrt(moments.variance(0) + epsilon);
        for (int env = 0; env < numEnvs; env++) {
            rewards[env] = (float) Math.min(Math.max(rawRewards[env] / deviation, -clip), clip);
            if (terminated[env] || truncated[env]) {
                sums[env] = 0;
            }
        }
    }

    /** Sets all sums to 0, as a reset of the whole batch does; the moments stay. */
    public void clearSums() {
        Arrays.fill(sums, 0);
    }

    /**
     * Gives a normalisation for evaluation: it has the moments of this moment, and they never change.
     *
     * @param numEnvs the number of environments that it is for, at least 1
     * @return a frozen copy
     * @throws IllegalArgumentException if numEnvs is not positive
     */
    public RewardNormalization frozen(int numEnvs) {
        return new RewardNormalization(moments.frozen(), numEnvs, discount, epsilon, clip);
    }

    /**
     * {@return the number of environments}
     */
    public int numEnvs() {
        return sums.length;
    }

    /**
     * {@return the moments of the discounted sums seen, live; of size 1}
     */
    public RunningMoments moments() {
        return moments;
    }

    /**
     * {@return the state, a new array of length 3 + numEnvs: that of the moments, then the sums}
     */
    public double[] state() {
        return DoubleStream.concat(Arrays.stream(moments.state()), Arrays.stream(sums))
                .toArray();
    }

    /**
     * Goes to a state that {@link #state()} gave.
     *
     * @param state the state, of length 3 + numEnvs
     * @throws IllegalArgumentException if the length is wrong
     */
    public void setState(double[] state) {
        Require.that(
                state.length == 3 + sums.length,
                () -> "the state of the reward normalisation of " + sums.length + " environments must have length "
                        + (3 + sums.length) + " but had " + state.length);
        moments.setState(Arrays.copyOf(state, 3));
        System.arraycopy(state, 3, sums, 0, sums.length);
    }
}
