package proximal.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Some answers of a rollout beside what the network says of them now: what a loss is made of. Arrays are [batch, sequence] in
 * native memory and belong to the step.
 *
 * <p>Copy: with the library.
 */
public final class TokenBatch {
    /** The masked means. */
    public final MaskedTerms terms;
    /** [batch, sequence, vocabulary]: those of the distribution that is sampled from, with its temperature and its choice. */
    public final NDArray logits;
    /** The log-probability of each token now; differentiable, as logits and values are. */
    public final NDArray newLogProb;
    /** The value before each token now. */
    public final NDArray values;
    /** The log-probability of each token when it was sampled. */
    public final NDArray oldLogProb;
    /** The log-probability of each token by the reference. */
    public final NDArray referenceLogProb;
    /** The value before each token when it was sampled. */
    public final NDArray oldValues;
    /** The advantage of each token. */
    public final NDArray advantages;
    /** The value targets. */
    public final NDArray returns;

    private final TokenRollout rollout;
    private final int[] rows;
    private final TokenModel reference;
    private final double temperature;

    /**
     * Takes some answers.
     *
     * @param rollout the rollout, with its advantages
     * @param rows which answers
     * @param outputs what the network gives for {@link #inputs}
     * @param reference the reference model
     * @param temperature that of the sampler
     * @param average what the terms are averaged over
     */
    public TokenBatch(
            TokenRollout rollout,
            int[] rows,
            TokenModel.Outputs outputs,
            TokenModel reference,
            double temperature,
            MaskedTerms.Average average) {
        this.rollout = rollout;
        this.rows = rows;
        this.reference = reference;
        this.temperature = temperature;
        NDManager manager = outputs.values().getManager();
        terms = new MaskedTerms(taken(manager, rollout.mask, rows, rollout), average);
        logits = logits(rollout, rows, outputs, temperature);
        newLogProb = logProb(rollout, rows, logits);
        values = outputs.values();
        oldLogProb = taken(manager, rollout.logProb, rows, rollout);
        referenceLogProb = taken(manager, rollout.referenceLogProb, rows, rollout);
        oldValues = taken(manager, rollout.values, rows, rollout);
        advantages = taken(manager, rollout.advantages, rows, rollout);
        returns = taken(manager, rollout.returns, rows, rollout);
    }

    /**
     * Evaluates the reference, which costs about a third of a step: for {@code b.terms.exactKl(b.logits, b.referenceLogits())}.
     *
     * @return [batch, sequence, vocabulary], without gradient
     */
    public NDArray referenceLogits() {
        float[] numbers = reference.evaluate(
                inputs(rollout, rows), rollout.promptLength - 1, outputs -> logits(rollout, rows, outputs, temperature)
                        .toFloatArray());
        return logits.getManager().create(numbers, logits.getShape());
    }

    /**
     * {@return what a network reads to evaluate some answers: its outputs from position promptLength - 1 on belong to them}
     *
     * @param rollout the rollout
     * @param rows which answers
     */
    public static TokenRows inputs(TokenRollout rollout, int[] rows) {
        return rollout.rows.take(rows, rollout.promptLength + rollout.answerLength - 1);
    }

    /**
     * Evaluates answers without gradients.
     *
     * @param model the network
     * @param rollout the rollout
     * @param rows which answers
     * @param temperature that of the sampler
     * @return [rows][answerLength], the log-probability of each token by the distribution that is sampled from
     */
    public static float[] logProb(TokenModel model, TokenRollout rollout, int[] rows, double temperature) {
        return model.evaluate(inputs(rollout, rows), rollout.promptLength - 1, outputs -> logProb(
                        rollout, rows, logits(rollout, rows, outputs, temperature))
                .toFloatArray());
    }

    private static NDArray logits(TokenRollout rollout, int[] rows, TokenModel.Outputs outputs, double temperature) {
        NDArray logits = temperature == 1 ? outputs.logits() : MaskedTerms.times(outputs.logits(), 1 / temperature);
        if (rollout.vocabulary == 0) {
            return logits;
        }
        return logits.add(logits.getManager()
                .create(rows(rollout.excluded, rows, rollout.answerLength * rollout.vocabulary), logits.getShape()));
    }

    private static NDArray logProb(TokenRollout rollout, int[] rows, NDArray logits) {
        long[] tokens = Arrays.stream(rows)
                .flatMap(row -> Arrays.stream(rollout.rows.row(row)).skip(rollout.promptLength))
                .asLongStream()
                .toArray();
        NDArray indices = logits.getManager().create(tokens, new Shape(rows.length, rollout.answerLength, 1));
        return logits.logSoftmax(2).gather(indices, 2).squeeze(2);
    }

    private static NDArray taken(NDManager manager, float[] array, int[] rows, TokenRollout rollout) {
        return manager.create(rows(array, rows, rollout.answerLength), new Shape(rows.length, rollout.answerLength));
    }

    private static float[] rows(float[] array, int[] rows, int size) {
        float[] taken = new float[rows.length * size];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(array, rows[i] * size, taken, i * size, size);
        }
        return taken;
    }
}
