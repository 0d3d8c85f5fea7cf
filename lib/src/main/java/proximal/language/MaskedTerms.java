package proximal.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.function.Supplier;
import proximal.surrogate.MaskedTokenLoss;

/**
 * The terms of a loss on tokens, each apart: every method gives the mean of one quantity over the tokens that count, a scalar
 * that can be differentiated, and a loss is what one makes of them. With advantages A and old values that were computed once
 * and stay as they are over the epochs, the loss of PPO is
 *
 * <pre>
 * MaskedTerms terms = new MaskedTerms(mask, MaskedTerms.Average.TOKEN);
 * NDArray loss = terms.policy(newLogProb, oldLogProb, advantages, 0.2)
 *         .add(MaskedTerms.times(terms.value(values, oldValues, returns, 0.2), 0.1))
 *         .sub(MaskedTerms.times(terms.entropy(logits), 0.01));
 * </pre>
 *
 * <p>Arrays are [batch, sequence], logits [batch, sequence, vocabulary]; log-probabilities and divergences are in nats. The
 * ratio is r = exp(newLogProb - oldLogProb). What lies under the mask, NaN and infinity included, changes no term, and the
 * gradients there are 0. Past a log-ratio of 40 the exponential goes on as its tangent, so that a token that got away gives a
 * large loss and a gradient that leads back, where exp of float32 would give infinity and NaN.
 *
 * <pre>{@code
 * import ai.djl.ndarray.NDManager;
 * NDManager manager = NDManager.newBaseManager();
 * NDArray mask = manager.create(new float[][] {{1, 1, 0}, {0, 0, 1}});
 * NDArray x = manager.create(new float[][] {{1, 3, Float.NaN}, {7, 7, 8}});
 * new MaskedTerms(mask, MaskedTerms.Average.SEQUENCE).mean(x).getFloat() // 5.0
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public final class MaskedTerms {
    private static final double LARGEST_LOG_RATIO = 40;

    /** What is averaged over. */
    public enum Average {
        /** All tokens of the batch alike: an answer counts by its length, as in Ouyang et al. 2022 and in TRL's PPO. */
        TOKEN,
        /** The tokens of each sequence first, then the sequences: each token of a long answer counts less, as in GRPO. */
        SEQUENCE
    }

    private final NDArray counts;
    private final NDArray weights;

    /**
     * Looks at a mask.
     *
     * @param mask [batch, sequence], of any type: 1 where the token counts, else 0; a row may be 0 throughout
     * @param average what the terms are averaged over
     * @throws IllegalArgumentException if the mask has another shape, holds something other than 0 and 1, or is 0 everywhere
     */
    public MaskedTerms(NDArray mask, Average average) {
        if (mask.getShape().dimension() != 2) {
            throw new IllegalArgumentException("mask must be [batch, sequence] but has shape " + mask.getShape());
        }
        int sequence = (int) mask.getShape().get(1);
        try (NDArray copy = mask.toType(DataType.FLOAT32, true)) {
            weights = mask.getManager().create(weights(copy.toFloatArray(), sequence, average), mask.getShape());
        }
        counts = mask.eq(1);
    }

    private static double[] weights(float[] mask, int sequence, Average average) {
        int[] lengths = new int[mask.length / Math.max(1, sequence)];
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] != 0 && mask[i] != 1) {
                throw new IllegalArgumentException("mask must hold 0 and 1 alone but was " + mask[i] + " at ["
                        + i / sequence + ", " + i % sequence + "]");
            }
            lengths[i / sequence] += (int) mask[i];
        }
        int tokens = Arrays.stream(lengths).sum();
        if (tokens == 0) {
            throw new IllegalArgumentException("mask must be 1 for at least one token but was 0 for all " + mask.length
                    + ", so there is nothing to average");
        }
        long sequences = Arrays.stream(lengths).filter(length -> length > 0).count();
        double[] weights = new double[mask.length];
        for (int i = 0; i < mask.length; i++) {
            double others = average == Average.TOKEN ? tokens : (double) sequences * lengths[i / sequence];
            weights[i] = mask[i] == 0 ? 0 : 1 / others; // of a row without tokens there is no share
        }
        return weights;
    }

    /**
     * Averages anything else.
     *
     * @param terms [batch, sequence]
     * @return the mean over the tokens that count
     * @throws IllegalArgumentException if it has not the shape of the mask, as in the other methods
     */
    public NDArray mean(NDArray terms) {
        return scalar(terms, () -> weighted(unmasked("terms", terms)));
    }

    /**
     * Multiplies with a number. In a loss use this and not DJL's mul(Number) or div(Number): these keep the number in memory that
     * Java frees with its next collection, and a gradient that is computed after that reads what lies there then.
     *
     * @param array any array
     * @param factor the number
     * @return the product, of the type of the array
     */
    public static NDArray times(NDArray array, double factor) {
        try (NDArray number = MaskedTokenLoss.constant(array, factor)) {
            return array.mul(number);
        }
    }

    /**
     * Computes the clipped loss -min(r A, clip(r, 1 - epsilon, 1 + epsilon) A). Source: Schulman et al. 2017, arXiv
     * 1707.06347, equation 7.
     *
     * @param newLogProb the log-probability of each token now
     * @param oldLogProb the log-probability of each token when it was sampled
     * @param advantages A
     * @param clipRange epsilon, positive; infinity does not clip
     * @return the mean
     */
    public NDArray policy(NDArray newLogProb, NDArray oldLogProb, NDArray advantages, double clipRange) {
        requirePositive("clipRange", clipRange);
        return scalar(newLogProb, () -> {
            NDArray advantage = constant("advantages", advantages);
            NDArray ratio = ratio(unmasked("newLogProb", newLogProb), constant("oldLogProb", oldLogProb));
            NDArray clipped = ratio.clip(1 - clipRange, 1 + clipRange);
            return weighted(NDArrays.minimum(ratio.mul(advantage), clipped.mul(advantage)))
                    .neg();
        });
    }

    /**
     * Computes the loss of the values, max((V - R)^2, (V_old + clip(V - V_old, -epsilon, epsilon) - R)^2) / 2, in which a
     * value gains nothing from going further than epsilon.
     *
     * @param values V, now
     * @param oldValues V_old, when the tokens were sampled
     * @param returns R, the value targets
     * @param valueClipRange epsilon in units of the return, positive; infinity does not clip
     * @return the mean
     */
    public NDArray value(NDArray values, NDArray oldValues, NDArray returns, double valueClipRange) {
        requirePositive("valueClipRange", valueClipRange);
        return scalar(values, () -> {
            NDArray value = unmasked("values", values);
            NDArray old = constant("oldValues", oldValues);
            NDArray target = constant("returns", returns);
            NDArray near = old.add(value.sub(old).clip(-valueClipRange, valueClipRange));
            NDArray worse = NDArrays.maximum(
                    value.sub(target).square(), near.sub(target).square());
            return weighted(times(worse, 0.5));
        });
    }

    /**
     * Computes the share of the tokens with |r - 1| above epsilon.
     *
     * @param newLogProb the log-probability of each token now
     * @param oldLogProb the log-probability of each token when it was sampled
     * @param clipRange epsilon, positive
     * @return the mean, without gradient
     */
    public NDArray clipFraction(NDArray newLogProb, NDArray oldLogProb, double clipRange) {
        return scalar(newLogProb, () -> {
            NDArray ratio = ratio(constant("newLogProb", newLogProb), constant("oldLogProb", oldLogProb));
            return weighted(ratio.sub(1).abs().gt(clipRange).toType(newLogProb.getDataType(), false));
        });
    }

    /**
     * Computes the entropy of the policy, -sum over the vocabulary of p log p.
     *
     * @param logits [batch, sequence, vocabulary]
     * @return the mean
     */
    public NDArray entropy(NDArray logits) {
        return scalar(logits, () -> {
            NDArray logProb = distribution("logits", logits);
            return weighted(logProb.exp().mul(logProb).sum(new int[] {2})).neg();
        });
    }

    /**
     * Computes the exact KL(new, reference), the sum over the vocabulary of p (log p - log q).
     *
     * @param logits those of the policy, p
     * @param referenceLogits those of the reference, q
     * @return the mean
     */
    public NDArray exactKl(NDArray logits, NDArray referenceLogits) {
        return scalar(logits, () -> {
            NDArray p = distribution("logits", logits);
            NDArray q = distribution("referenceLogits", referenceLogits).stopGradient();
            return weighted(p.exp().mul(p.sub(q)).sum(new int[] {2}));
        });
    }

    /**
     * Estimates KL(new, reference) from the sampled tokens by k1 = -log rho, where rho is the reference's probability of a token over the
     * policy's: right in expectation, noisy, negative at times. Source of k1, k2 and k3: Schulman 2020, "Approximating KL
     * divergence".
     *
     * @param newLogProb the log-probability of each token now
     * @param referenceLogProb its log-probability by the reference
     * @return the mean
     */
    public NDArray klK1(NDArray newLogProb, NDArray referenceLogProb) {
        return scalar(newLogProb, () -> weighted(logRatio(newLogProb, referenceLogProb)));
    }

    /**
     * Estimates KL(new, reference) by k2 = (log rho)^2 / 2: biased, little noise.
     *
     * @param newLogProb the log-probability of each token now
     * @param referenceLogProb its log-probability by the reference
     * @return the mean
     */
    public NDArray klK2(NDArray newLogProb, NDArray referenceLogProb) {
        return scalar(
                newLogProb,
                () -> weighted(times(logRatio(newLogProb, referenceLogProb).square(), 0.5)));
    }

    /**
     * Estimates KL(new, reference) by k3 = rho - 1 - log rho: right in expectation, never negative; the penalty in GRPO's loss
     * (Shao et al. 2024, arXiv 2402.03300, equation 4).
     *
     * @param newLogProb the log-probability of each token now
     * @param referenceLogProb its log-probability by the reference
     * @return the mean
     */
    public NDArray klK3(NDArray newLogProb, NDArray referenceLogProb) {
        return scalar(newLogProb, () -> {
            NDArray policy = unmasked("newLogProb", newLogProb);
            NDArray reference = constant("referenceLogProb", referenceLogProb);
            return weighted(ratio(reference, policy).sub(1).add(policy.sub(reference)));
        });
    }

    private NDArray logRatio(NDArray newLogProb, NDArray referenceLogProb) {
        return unmasked("newLogProb", newLogProb).sub(constant("referenceLogProb", referenceLogProb));
    }

    /** exp(numerator - denominator), past the limit its tangent. */
    private static NDArray ratio(NDArray numerator, NDArray denominator) {
        NDArray logRatio = numerator.sub(denominator);
        NDArray limited = NDArrays.minimum(logRatio, MaskedTokenLoss.constant(logRatio, LARGEST_LOG_RATIO));
        return limited.exp().mul(logRatio.sub(limited).add(1));
    }

    private NDArray weighted(NDArray terms) {
        return terms.mul(weights.toType(terms.getDataType(), false)).sum();
    }

    /** Zeros under the mask before anything is computed: 0 times the slope of a NaN would be NaN. */
    private NDArray unmasked(String name, NDArray array) {
        if (!array.getShape().equals(counts.getShape())) {
            throw new IllegalArgumentException(name + " must be [batch, sequence] with the shape of the mask, "
                    + counts.getShape() + ", but has shape " + array.getShape());
        }
        return NDArrays.where(counts, array, array.zerosLike());
    }

    private NDArray constant(String name, NDArray array) {
        return unmasked(name, array).stopGradient();
    }

    private NDArray distribution(String name, NDArray logits) {
        Shape shape = logits.getShape();
        if (shape.dimension() != 3 || !shape.slice(0, 2).equals(counts.getShape())) {
            throw new IllegalArgumentException(
                    name + " must be [batch, sequence, vocabulary] and begin with the shape of" + " the mask, "
                            + counts.getShape() + ", but has shape " + shape);
        }
        NDArray everywhere = counts.expandDims(2).broadcast(shape);
        return NDArrays.where(everywhere, logits, logits.zerosLike()).logSoftmax(2);
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be positive but was " + value);
        }
    }

    /** Computes a scalar and closes what is made on the way. */
    private static NDArray scalar(NDArray beside, Supplier<NDArray> term) {
        NDArray result;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            result = term.get();
            NDScope.unregister(result);
        }
        result.attach(beside.getManager());
        NDScope.register(result); // with the scope of the caller, where there is one
        return result;
    }
}
