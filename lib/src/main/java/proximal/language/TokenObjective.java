package proximal.language;

import ai.djl.ndarray.NDArray;

/**
 * A loss on tokens. One's own is a lambda:
 *
 * <pre>
 * TokenObjective mine = b -> b.terms.policy(b.newLogProb, b.oldLogProb, b.advantages, 0.1)
 *         .sub(MaskedTerms.times(b.terms.entropy(b.logits), 0.01));
 * </pre>
 *
 * <p>A factor is given by {@link MaskedTerms#times}, which says why, and not by DJL's mul(Number).
 *
 * <p>Copy: with the library.
 */
@FunctionalInterface
public interface TokenObjective {

    /**
     * Computes the loss of some answers.
     *
     * @param batch the answers
     * @return a scalar to be minimised, differentiable in newLogProb, values and logits
     */
    NDArray loss(TokenBatch batch);

    /**
     * PPO: the clipped loss and the values'.
     *
     * @param clipRange epsilon of the ratio; infinity does not clip
     * @param valueClipRange epsilon of the values; infinity does not clip
     * @param valueCoef c1; 0.1 in TRL
     * @return the loss
     */
    static TokenObjective ppo(double clipRange, double valueClipRange, double valueCoef) {
        return b -> b.terms
                .policy(b.newLogProb, b.oldLogProb, b.advantages, clipRange)
                .add(MaskedTerms.times(b.terms.value(b.values, b.oldValues, b.returns, valueClipRange), valueCoef));
    }

    /**
     * The clipped loss and the k3 estimate of KL(new, reference) as a penalty in the loss and not in the reward, without a
     * critic: GRPO (Shao et al. 2024, arXiv 2402.03300, equation 3).
     *
     * @param clipRange epsilon of the ratio
     * @param klCoef beta; 0 for none, as in RLOO
     * @return the loss
     */
    static TokenObjective withoutCritic(double clipRange, double klCoef) {
        return b -> b.terms
                .policy(b.newLogProb, b.oldLogProb, b.advantages, clipRange)
                .add(MaskedTerms.times(b.terms.klK3(b.newLogProb, b.referenceLogProb), klCoef));
    }
}
