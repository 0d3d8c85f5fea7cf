package proximal.surrogate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * The clipped loss of PPO for language models, where an action is a token and the sequences of a batch differ in length. All
 * arrays are [batch, sequence]; the mask is 1 at the tokens that count and 0 elsewhere (prompt and padding):
 *
 * <ul>
 *   <li>ratio r = exp(newLogProb - oldLogProb), advantages A = returns - values, through which no gradient goes
 *   <li>policy loss = -mean over the unmasked tokens of min(r A, clip(r, 1 - epsilon, 1 + epsilon) A)
 *   <li>value loss = mean over the unmasked tokens of (values - returns)^2, without a factor 1/2
 * </ul>
 *
 * <pre>{@code
 * import ai.djl.ndarray.NDManager;
 * NDManager manager = NDManager.newBaseManager();
 * NDArray zeros = manager.zeros(new Shape(1, 2));
 * NDArray returns = manager.create(new float[][] {{2, Float.NaN}});
 * NDArray mask = manager.create(new float[][] {{1, 0}});
 * new MaskedTokenLoss(0.2).compute(zeros, zeros, zeros, returns, mask).value().getFloat() // 4.0
 * }</pre>
 *
 * <p>The values are those of now, so where the network learns both, the advantages change from epoch to epoch with its values,
 * and go to 0 as these reach the returns. PPO as the paper and TRL have it computes the advantages once a rollout and keeps them: {@code
 * proximal.language.MaskedTerms} is that form, with the other terms of a loss on tokens beside it.
 *
 * <p>What lies under the mask, NaN and infinity included, changes neither a loss nor a gradient, and the gradients there are 0.
 * Gradients go to newLogProb and values alone. In a step of training, where the network makes both from the tokens (in a
 * manager of the step's own, since DJL's backward leaves a scalar there):
 *
 * <pre>{@code
 * try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
 *     NDList output = network.forward(store, tokens, true); // log-probabilities of the tokens, and values
 *     try (MaskedTokenLoss.Losses losses = loss.compute(oldLogProb, output.get(0), output.get(1), returns, mask)) {
 *         collector.backward(losses.total(0.5));
 *     }
 * }
 * }</pre>
 *
 * <p>Source: Schulman et al. 2017, arXiv 1707.06347, equation 7, summed over tokens as in Ziegler et al. 2019, arXiv 1909.08593.
 *
 * <p>Copy: with the library.
 *
 * @param clipRange epsilon, positive; 0.2 in the papers
 */
public record MaskedTokenLoss(double clipRange) {

    /**
     * Makes the loss of a clip range.
     *
     * @param clipRange epsilon, positive
     * @throws IllegalArgumentException if clipRange is not positive or not finite
     */
    public MaskedTokenLoss {
        if (!(clipRange > 0 && clipRange < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("clipRange must be positive and finite but was " + clipRange);
        }
    }

    /**
     * Computes both losses. All arrays are of floating point and [batch, sequence]; the mask may be of any type.
     *
     * @param oldLogProb the log-probability (nats) of each token when it was sampled
     * @param newLogProb the log-probability (nats) of each token now
     * @param values the value of the state before each token, now
     * @param returns the value targets
     * @param mask 1 where the token counts, else 0
     * @return the losses, in the manager of newLogProb; nothing else is left there
     * @throws IllegalArgumentException if the arrays are not all of one shape [batch, sequence], the mask holds something
     *     other than 0 and 1, or it is 0 everywhere
     * @throws IllegalStateException if a loss is not finite: something that counts is NaN, or a ratio at a negative
     *     advantage, which nothing clips, exceeds the range of the type (e^88.7 in float32)
     */
    public Losses compute(NDArray oldLogProb, NDArray newLogProb, NDArray values, NDArray returns, NDArray mask) {
        requireShape("newLogProb", newLogProb, newLogProb.getShape());
        requireShape("oldLogProb", oldLogProb, newLogProb.getShape());
        requireShape("values", values, newLogProb.getShape());
        requireShape("returns", returns, newLogProb.getShape());
        requireShape("mask", mask, newLogProb.getShape());
        Losses losses;
        try (NDScope scope = new NDScope()) { // closes what is made on the way
            scope.suppressNotUsedWarning();
            NDArray counts = mask.eq(1);
            long tokens = requireTokens(mask, counts);
            // Zeros under the mask before anything is computed: 0 times the slope of a NaN would be NaN.
            NDArray newLog = unmasked(counts, newLogProb);
            NDArray oldLog = unmasked(counts, oldLogProb).stopGradient();
            NDArray value = unmasked(counts, values);
            NDArray target = unmasked(counts, returns).stopGradient();
            NDArray advantage = target.sub(value).stopGradient();
            // Past the range, min takes the clipped side. The ratio must stay finite there: exp of float32 overflows at
            // 88.7, and a slope of 0 times infinity would be NaN.
            NDArray logRatio = newLog.sub(oldLog);
            NDArray limited = NDArrays.minimum(logRatio, constant(logRatio, Math.min(1 + Math.log1p(clipRange), 88)));
            NDArray ratio = NDArrays.where(advantage.gte(0), limited, logRatio).exp();
            NDArray clipped = ratio.clip(1 - clipRange, 1 + clipRange);
            NDArray objective = NDArrays.minimum(ratio.mul(advantage), clipped.mul(advantage));
            NDArray policyLoss = objective.sum().mul(constant(logRatio, -1.0 / tokens));
            NDArray valueLoss = value.sub(target).square().sum().mul(constant(value, 1.0 / tokens));
            requireFinite("policy loss", policyLoss, "new minus old log-probability", logRatio);
            requireFinite("value loss", valueLoss, "value minus return", value.sub(target));
            losses = new Losses(kept(policyLoss, newLogProb), kept(valueLoss, newLogProb));
        }
        NDScope.register(losses.policy); // with the scope of the caller, where there is one
        NDScope.register(losses.value);
        return losses;
    }

    /** Else the gradients make the network's parameters NaN, and a later step is blamed. */
    private static void requireFinite(String name, NDArray loss, String termName, NDArray term) {
        if (loss.isNaN().any().getBoolean() || loss.isInfinite().any().getBoolean()) {
            throw new IllegalStateException("the " + name + " must be finite but was "
                    + loss.toType(DataType.FLOAT64, true).getDouble() + ": at the tokens that count, " + termName
                    + " reaches from "
                    + term.min().toType(DataType.FLOAT64, true).getDouble() + " to "
                    + term.max().toType(DataType.FLOAT64, true).getDouble());
        }
    }

    /**
     * Makes a number in memory that is PyTorch's own and stays as long as a gradient needs it. That of DJL's mul(Number) is freed
     * by Java's next collection, and a gradient that is computed after it reads what lies there then.
     *
     * @param beside the array that it is to be computed with
     * @param number the number
     * @return a scalar of the type of that array, in its manager
     */
    public static NDArray constant(NDArray beside, double number) {
        try (NDArray zero = beside.getManager().zeros(new Shape(), beside.getDataType());
                NDArray sum = zero.add(number)) {
            return sum.toType(beside.getDataType(), true);
        }
    }

    private static NDArray unmasked(NDArray counts, NDArray array) {
        return NDArrays.where(counts, array, array.zerosLike());
    }

    private static NDArray kept(NDArray loss, NDArray beside) {
        NDScope.unregister(loss);
        loss.attach(beside.getManager());
        return loss;
    }

    private static long requireTokens(NDArray mask, NDArray counts) {
        long ones = counts.sum().toType(DataType.INT64, false).getLong();
        long zeros = mask.eq(0).sum().toType(DataType.INT64, false).getLong();
        if (ones + zeros != mask.size()) {
            throw new IllegalArgumentException("mask must hold 0 and 1 alone but " + (mask.size() - ones - zeros)
                    + " of its " + mask.size() + " entries were something else");
        }
        if (ones == 0) {
            throw new IllegalArgumentException("mask must be 1 for at least one token but was 0 for all " + zeros
                    + ", so there is nothing to average");
        }
        return ones;
    }

    private static void requireShape(String name, NDArray array, Shape expected) {
        if (array.getShape().dimension() != 2 || !array.getShape().equals(expected)) {
            throw new IllegalArgumentException(name + " must be [batch, sequence]"
                    + (expected.dimension() == 2 ? " with the shape of newLogProb, " + expected + "," : "")
                    + " but has shape " + array.getShape());
        }
    }

    /**
     * The two losses, to be minimised; scalars.
     *
     * @param policy the clipped policy loss
     * @param value the mean squared error of the values
     */
    public record Losses(NDArray policy, NDArray value) implements AutoCloseable {

        /**
         * {@return policy loss + valueCoef * value loss, in the manager of both}
         *
         * @param valueCoef c1, finite; 0.5 here is 1 where the value loss has the factor 1/2
         * @throws IllegalArgumentException if valueCoef is not finite
         */
        public NDArray total(double valueCoef) {
            if (!Double.isFinite(valueCoef)) {
                throw new IllegalArgumentException("valueCoef must be finite but was " + valueCoef);
            }
            try (NDArray factor = constant(value, valueCoef);
                    NDArray scaled = value.mul(factor)) {
                NDArray total = scaled.add(policy);
                total.attach(policy.getManager());
                return total;
            }
        }

        /** Frees both losses in native memory, as closing their manager does. */
        @Override
        public void close() {
            policy.close();
            value.close();
        }
    }
}
