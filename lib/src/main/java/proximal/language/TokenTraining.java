package proximal.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import proximal.environment.Require;
import proximal.environment.SplitMix64;
import proximal.record.RunLog;
import proximal.update.Measure;
import proximal.update.RatioHistogram;
import proximal.update.UpdateRecord;

/**
 * PPO on tokens. An update is: rollout (the model of now answers the prompts, and the probability of each token is kept);
 * evaluation (the model that is trained scores the same tokens); ratio; loss; the last three in each minibatch of each epoch. The
 * same seed gives the same bits on one machine.
 *
 * <p>The policy is trained in place. It and the reference belong to the caller, who closes them.
 *
 * <p>Copy: with the library.
 */
public final class TokenTraining {
    /** What each update records beside the measures of {@link Measure#COLUMNS} that have a meaning here. */
    public static final List<String> OWN =
            List.of("score", "shapedReward", "klReference", "klReferenceK3", "answerLength", "endedShare", "loss");

    private final TokenModel policy;
    private final TokenModel reference;
    private final Function<RandomGenerator, int[]> prompts;
    private final AnswerReward reward;
    private final TokenConfig config;
    private final RandomGenerator promptRandom;
    private final RandomGenerator tokenRandom;
    private final RandomGenerator orderRandom;
    private final RunLog log;
    private double klCoef;
    private long tokens;

    /**
     * Begins a run.
     *
     * @param policy the model to be trained
     * @param reference the model that the divergence is measured from, as {@code policy.copy()}
     * @param prompts draws a prompt
     * @param reward scores an answer
     * @param config the hyperparameters
     * @param log where the updates are recorded; its seed is that of the run
     */
    public TokenTraining(
            TokenModel policy,
            TokenModel reference,
            Function<RandomGenerator, int[]> prompts,
            AnswerReward reward,
            TokenConfig config,
            RunLog log) {
        Require.that(policy != reference, "reference", "another model than the policy, which changes,", "the same");
        this.policy = policy;
        this.reference = reference;
        this.prompts = prompts;
        this.reward = reward;
        this.config = config;
        this.log = log;
        promptRandom = new SplitMix64(SplitMix64.streamSeed(log.seed(), 0));
        tokenRandom = new SplitMix64(SplitMix64.streamSeed(log.seed(), 1));
        orderRandom = new SplitMix64(SplitMix64.streamSeed(log.seed(), 2));
        klCoef = config.klCoef();
    }

    /**
     * {@return what was recorded so far}
     */
    public RunLog log() {
        return log;
    }

    /**
     * Samples answers, and computes their scores, rewards and advantages. The first step of an update; alone, it leaves the
     * policy as it is.
     *
     * @return the rollout
     * @throws IllegalArgumentException if a prompt does not fit the model, or a score is not finite
     */
    public TokenRollout rollout() {
        List<int[]> questions = new ArrayList<>();
        for (int i = 0; i < config.prompts(); i++) {
            questions.addAll(Collections.nCopies(config.answers(), prompts.apply(promptRandom)));
        }
        TokenRollout r = config.sampler().sample(policy, questions, tokenRandom);
        for (int[] rows : minibatches(IntStream.range(0, r.batch).toArray())) {
            float[] logProb =
                    TokenBatch.logProb(reference, r, rows, config.sampler().temperature());
            System.arraycopy(logProb, 0, r.referenceLogProb, rows[0] * r.answerLength, logProb.length);
        }
        for (int i = 0; i < r.batch; i++) {
            double score = reward.score(r.prompt(i), r.answer(i));
            Require.that(Double.isFinite(score), "the score of answer " + i, "finite", score);
            r.scores[i] = (float) score;
        }
        r.rewards = TokenAdvantages.klReward(r.scores, r.logProb, r.referenceLogProb, r.mask, klCoef);
        float[] advantages = config.estimator().advantages(r);
        r.returns = new float[advantages.length];
        for (int i = 0; i < advantages.length; i++) {
            r.returns[i] = advantages[i] + r.values[i];
        }
        r.advantages = config.whitened() ? TokenAdvantages.whiten(advantages, r.mask) : advantages;
        return r;
    }

    /**
     * Does an update and records it.
     *
     * @return what was measured
     * @throws IllegalStateException if a loss or a gradient is not finite
     */
    public UpdateRecord update() {
        long start = System.nanoTime();
        TokenRollout r = rollout();
        Map<String, Double> sums = new LinkedHashMap<>();
        RatioHistogram ratios = new RatioHistogram();
        int[] order = IntStream.range(0, r.batch).toArray();
        for (int epoch = 0; epoch < config.epochs(); epoch++) {
            shuffle(order);
            for (int[] rows : minibatches(order)) {
                minibatch(r, rows, sums, ratios);
            }
        }
        double sampled = 0;
        for (float each : r.mask) {
            sampled += each;
        }
        double weight = sampled * config.epochs();
        sums.replaceAll((column, sum) -> sum / weight);
        tokens += (long) sampled;
        sums.put(Measure.UPDATE.column(), log.updates().size() + 1.0);
        sums.put(Measure.STEPS.column(), (double) tokens);
        sums.put(Measure.LEARNING_RATE.column(), config.learningRate());
        sums.put(Measure.KL_COEF.column(), klCoef);
        sums.put(Measure.STEPS_PER_SECOND.column(), sampled / (System.nanoTime() - start) * 1e9);
        describe(r, sums);
        klCoef = config.klRule().next(klCoef, sums.get("klReference"));
        UpdateRecord record = UpdateRecord.of(sums);
        log.add(record, ratios);
        return record;
    }

    /** Evaluation, ratio, loss, step. */
    private void minibatch(TokenRollout r, int[] rows, Map<String, Double> sums, RatioHistogram ratios) {
        Map<String, Float> measured = new LinkedHashMap<>();
        double norm = policy.step(
                TokenBatch.inputs(r, rows),
                r.promptLength - 1,
                outputs -> {
                    TokenBatch b = new TokenBatch(
                            r, rows, outputs, reference, config.sampler().temperature(), config.average());
                    NDArray loss = config.objective().loss(b);
                    measure(b, loss, measured);
                    count(r, rows, b.newLogProb.sub(b.oldLogProb).toFloatArray(), ratios);
                    return loss;
                },
                config.learningRate(),
                config.maxGradNorm());
        measured.put(Measure.GRADIENT_NORM.column(), (float) norm);
        double weight = Arrays.stream(rows).map(r::length).sum();
        measured.forEach((column, value) -> sums.merge(column, weight * value, Double::sum));
    }

    private void measure(TokenBatch b, NDArray loss, Map<String, Float> measured) {
        MaskedTerms terms = b.terms;
        Map<String, NDArray> each = new LinkedHashMap<>();
        each.put("loss", loss.toType(DataType.FLOAT32, false));
        each.put(
                Measure.POLICY_LOSS.column(),
                terms.policy(b.newLogProb, b.oldLogProb, b.advantages, config.clipRange()));
        each.put(Measure.VALUE_LOSS.column(), terms.value(b.values, b.oldValues, b.returns, Double.POSITIVE_INFINITY));
        each.put(Measure.ENTROPY.column(), terms.entropy(b.logits));
        each.put(Measure.APPROX_KL.column(), terms.klK3(b.oldLogProb, b.newLogProb));
        each.put(Measure.CLIP_FRACTION.column(), terms.clipFraction(b.newLogProb, b.oldLogProb, config.clipRange()));
        float[] values =
                NDArrays.stack(new NDList(each.values())).toFloatArray(); // one copy from native memory for all
        int at = 0;
        for (String column : each.keySet()) {
            measured.put(column, values[at++]);
        }
    }

    private static void count(TokenRollout r, int[] rows, float[] logRatios, RatioHistogram ratios) {
        for (int i = 0; i < logRatios.length; i++) {
            if (r.mask[rows[i / r.answerLength] * r.answerLength + i % r.answerLength] == 1) {
                ratios.add(logRatios[i]);
            }
        }
    }

    /** Means over the answers. */
    private void describe(TokenRollout r, Map<String, Double> record) {
        double[] means = new double[OWN.size() - 1];
        for (int i = 0; i < r.mask.length; i++) {
            if (r.mask[i] == 1) {
                double logRho = (double) r.referenceLogProb[i] - r.logProb[i];
                means[1] += r.rewards[i];
                means[2] -= logRho;
                means[3] += Math.exp(logRho) - 1 - logRho;
                means[4] += 1;
            }
        }
        for (int row = 0; row < r.batch; row++) {
            int[] answer = r.answer(row);
            means[0] += r.scores[row];
            means[5] += answer[answer.length - 1] == config.sampler().endToken() ? 1 : 0;
        }
        for (int i = 0; i < means.length; i++) {
            record.put(OWN.get(i), means[i] / r.batch);
        }
    }

    private List<int[]> minibatches(int[] rows) {
        List<int[]> parts = new ArrayList<>();
        for (int at = 0; at < rows.length; at += config.minibatchSize()) {
            parts.add(Arrays.copyOfRange(rows, at, Math.min(rows.length, at + config.minibatchSize())));
        }
        return parts;
    }

    private void shuffle(int[] order) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = orderRandom.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
