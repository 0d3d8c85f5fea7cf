package proximal.training;

import java.util.Arrays;
import proximal.advantage.GeneralizedAdvantage;
import proximal.advantage.KStepAdvantage;
import proximal.rollout.Rollout;

/**
 * Fills in the advantages of a rollout from its rewards and values. A new one is a lambda over the rollout's arrays, as this
 * one of the reward alone:
 *
 * <pre>{@code
 * config.withAdvantageEstimator((rollout, discount) ->
 *         System.arraycopy(rollout.rewards, 0, rollout.advantages, 0, rollout.size()));
 * }</pre>
 *
 * <p>What the value function is fitted to is then advantage + value. An implementation has no state and may be called from
 * several threads.
 *
 * <p>Copy: with the library.
 */
@FunctionalInterface
public interface AdvantageEstimator {

    /**
     * Fills {@link Rollout#advantages}.
     *
     * @param rollout a rollout whose other arrays are filled, but for the value targets
     * @param discount gamma, in [0, 1]
     */
    void estimate(Rollout rollout, double discount);

    /**
     * Fills {@link Rollout#advantages} and {@link Rollout#valueTargets} with the estimator of a run. Without a baseline the
     * advantages are returns, as the value targets.
     *
     * @param rollout a rollout whose other arrays are filled
     * @param config the hyperparameters of the run
     * @throws IllegalStateException if the estimator leaves an advantage unwritten
     */
    static void fill(Rollout rollout, TrainingConfig config) {
        int unwritten = 0x7fc5a17e; // a NaN that no computation gives
        Arrays.fill(rollout.advantages, Float.intBitsToFloat(unwritten));
        config.advantageEstimator().estimate(rollout, config.discount());
        for (int i = 0; i < rollout.size(); i++) {
            if (Float.floatToRawIntBits(rollout.advantages[i]) == unwritten) {
                throw new IllegalStateException("the advantage estimator must write all " + rollout.size()
                        + " elements of rollout.advantages but left element " + i + " as it was");
            }
            rollout.valueTargets[i] = rollout.advantages[i] + rollout.values[i];
            if (!config.baseline()) {
                rollout.advantages[i] = rollout.valueTargets[i];
            }
        }
    }

    /**
     * Generalized advantage estimation.
     *
     * @param gaeLambda lambda, in [0, 1]
     * @return the estimator
     * @throws IllegalArgumentException if gaeLambda is out of its range
     */
    static AdvantageEstimator generalized(double gaeLambda) {
        return new Generalized(gaeLambda);
    }

    /**
     * Advantages from the rewards of k steps and the value of what follows.
     *
     * @param k the number of steps, at least 1
     * @return the estimator
     * @throws IllegalArgumentException if k is out of its range
     */
    static AdvantageEstimator kStep(int k) {
        return new KStep(k);
    }

    /**
     * {@link GeneralizedAdvantage} on the arrays of a rollout.
     *
     * @param gaeLambda lambda, in [0, 1]
     */
    record Generalized(double gaeLambda) implements AdvantageEstimator {

        /**
         * Makes the estimator.
         *
         * @param gaeLambda lambda, in [0, 1]
         * @throws IllegalArgumentException if gaeLambda is out of its range
         */
        public Generalized {
            new GeneralizedAdvantage(1, gaeLambda);
        }

        @Override
        public void estimate(Rollout rollout, double discount) {
            new GeneralizedAdvantage(discount, gaeLambda)
                    .compute(
                            rollout.rewards,
                            rollout.values,
                            rollout.terminated,
                            rollout.truncated,
                            rollout.finalValues,
                            rollout.lastValues,
                            rollout.advantages);
        }
    }

    /**
     * {@link KStepAdvantage} on the arrays of a rollout.
     *
     * @param k the number of steps, at least 1
     */
    record KStep(int k) implements AdvantageEstimator {

        /**
         * Makes the estimator.
         *
         * @param k the number of steps, at least 1
         * @throws IllegalArgumentException if k is out of its range
         */
        public KStep {
            new KStepAdvantage(1, k);
        }

        @Override
        public void estimate(Rollout rollout, double discount) {
            new KStepAdvantage(discount, k)
                    .compute(
                            rollout.rewards,
                            rollout.values,
                            rollout.terminated,
                            rollout.truncated,
                            rollout.finalValues,
                            rollout.lastValues,
                            rollout.advantages);
        }
    }
}
