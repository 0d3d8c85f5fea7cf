package proximal.language;

/**
 * Advantages of the tokens of a rollout. One's own is a lambda: {@code r -> TokenAdvantages.perToken(r.scores, r.mask)} is
 * REINFORCE without a baseline.
 *
 * <p>Copy: with the library.
 */
@FunctionalInterface
public interface TokenEstimator {

    /**
     * Computes advantages.
     *
     * @param rollout the rollout, with its rewards
     * @return [batch][answerLength]; 0 under the mask
     */
    float[] advantages(TokenRollout rollout);

    /**
     * GAE with the values of the rollout. An answer ends where it is cut, too: its score is given there.
     *
     * @param discount gamma
     * @param gaeLambda lambda
     * @return the estimator
     */
    static TokenEstimator gae(double discount, double gaeLambda) {
        return r -> TokenAdvantages.gae(r.rewards, r.values, new float[r.batch], r.mask, discount, gaeLambda);
    }

    /**
     * The rewards of an answer against those of its group, scaled by their spread.
     *
     * @param groupSize how many answers to one prompt stand together
     * @return the estimator of GRPO
     */
    static TokenEstimator groupRelative(int groupSize) {
        return r -> TokenAdvantages.perToken(
                TokenAdvantages.groupRelative(TokenAdvantages.answerSums(r.rewards, r.mask, r.batch), groupSize),
                r.mask);
    }

    /**
     * The rewards of an answer against the mean of the others in its group.
     *
     * @param groupSize how many answers to one prompt stand together
     * @return the estimator of RLOO
     */
    static TokenEstimator leaveOneOut(int groupSize) {
        return r -> TokenAdvantages.perToken(
                TokenAdvantages.leaveOneOut(TokenAdvantages.answerSums(r.rewards, r.mask, r.batch), groupSize), r.mask);
    }
}
