package proximal.language;

import java.util.Arrays;

/**
 * Rewards and advantages of tokens, one function an equation. Arrays are [batch][sequence], row-major; the mask is 1 at the
 * tokens that were sampled and 0 elsewhere (prompt and padding, on either side), and what lies under it is not read and comes
 * out as 0. Sums are in double precision. No function changes its arguments.
 *
 * <pre>{@code
 * TokenAdvantages.leaveOneOut(new float[] {1, 2, 6}, 3)[2] // 4.5
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class TokenAdvantages {
    private TokenAdvantages() {}

    /**
     * Shapes the reward of each token: -klCoef (logProb - referenceLogProb), and at the last token of an answer its score in
     * addition. A row that is masked throughout has no token for its score. Source: Ziegler et al. 2019, arXiv 1909.08593,
     * equation 2; Stiennon et al. 2020, arXiv 2009.01325.
     *
     * @param scores [batch], what the reward model gives to each answer
     * @param logProb the log-probability of each token when it was sampled, nats
     * @param referenceLogProb its log-probability by the reference model, nats
     * @param mask 1 where a token was sampled, else 0
     * @param klCoef beta, finite and not negative
     * @return the rewards
     * @throws IllegalArgumentException if lengths differ, the mask holds something else, or a number that counts is not finite
     */
    public static float[] klReward(
            float[] scores, float[] logProb, float[] referenceLogProb, float[] mask, double klCoef) {
        int sequence = sequence(mask, scores.length);
        require(
                klCoef >= 0 && klCoef < Double.POSITIVE_INFINITY,
                "klCoef must be finite and not negative but was ",
                klCoef);
        requireTokens("logProb", logProb, mask, sequence);
        requireTokens("referenceLogProb", referenceLogProb, mask, sequence);
        requireFinite("scores", scores);
        float[] rewards = new float[mask.length];
        for (int row = 0; row < scores.length; row++) {
            boolean last = true;
            for (int i = (row + 1) * sequence - 1; i >= row * sequence; i--) {
                if (mask[i] == 1) {
                    double penalty = klCoef * ((double) logProb[i] - referenceLogProb[i]);
                    rewards[i] = (float) ((last ? scores[row] : 0) - penalty);
                    last = false;
                }
            }
        }
        return rewards;
    }

    /**
     * Estimates advantages by GAE along each row: delta = r + gamma V' - V, A = delta + gamma lambda A', where V' and A' are
     * those of the next token that counts; after the last one V' is the row's last value and A' is 0. Source: Schulman et al.
     * 2016, arXiv 1506.02438, equation 16.
     *
     * @param rewards of each token
     * @param values V, of what stood before each token
     * @param lastValues [batch], the value after the last token: 0 where the answer ended, the value where it was cut at the
     *     length limit and would go on
     * @param mask 1 where a token was sampled, else 0
     * @param discount gamma, in [0, 1]; 1 for language models
     * @param gaeLambda lambda, in [0, 1]; 0.95 in the papers
     * @return the advantages; the value targets are these plus the values
     * @throws IllegalArgumentException if lengths differ, the mask holds something else, or a number that counts is not finite
     */
    public static float[] gae(
            float[] rewards, float[] values, float[] lastValues, float[] mask, double discount, double gaeLambda) {
        int sequence = sequence(mask, lastValues.length);
        require(discount >= 0 && discount <= 1, "discount must be in [0, 1] but was ", discount);
        require(gaeLambda >= 0 && gaeLambda <= 1, "gaeLambda must be in [0, 1] but was ", gaeLambda);
        requireTokens("rewards", rewards, mask, sequence);
        requireTokens("values", values, mask, sequence);
        requireFinite("lastValues", lastValues);
        float[] advantages = new float[mask.length];
        for (int row = 0; row < lastValues.length; row++) {
            double next = 0;
            double nextValue = lastValues[row];
            for (int i = (row + 1) * sequence - 1; i >= row * sequence; i--) {
                if (mask[i] == 1) {
                    next = rewards[i] + discount * nextValue - values[i] + discount * gaeLambda * next;
                    nextValue = values[i];
                    advantages[i] = (float) next;
                }
            }
        }
        return advantages;
    }

    /**
     * Whitens over the tokens that count: (x - mean) / sqrt(variance + 1e-8), with n - 1 in the denominator of the variance.
     *
     * @param values x
     * @param mask 1 where a token was sampled, else 0
     * @return the whitened values; all 0 where only one token counts
     * @throws IllegalArgumentException if lengths differ, the mask holds something else, or a number that counts is not finite
     */
    public static float[] whiten(float[] values, float[] mask) {
        requireTokens("values", values, mask, sequence(mask, 1));
        double n = 0;
        double sum = 0;
        for (int i = 0; i < mask.length; i++) {
            n += mask[i];
            sum += mask[i] == 1 ? values[i] : 0;
        }
        double mean = sum / n;
        double squares = 0;
        for (int i = 0; i < mask.length; i++) {
            squares += mask[i] == 1 ? (values[i] - mean) * (values[i] - mean) : 0;
        }
        double deviation = Math.sqrt(squares / Math.max(1, n - 1) + 1e-8);
        float[] whitened = new float[mask.length];
        for (int i = 0; i < mask.length; i++) {
            whitened[i] = mask[i] == 1 ? (float) ((values[i] - mean) / deviation) : 0;
        }
        return whitened;
    }

    /**
     * Compares each answer with the others to the same prompt: (R - mean) / (s + 1e-4), s being the standard deviation of the
     * group with n - 1 in its denominator. Source: Shao et al. 2024, "DeepSeekMath", arXiv 2402.03300, section 4.1.2 (GRPO). Without the division
     * by s (Liu et al. 2025, "Dr. GRPO", arXiv 2503.20783) it is {@link #leaveOneOut} times (n - 1) / n.
     *
     * @param rewards [batch], R of each answer; the answers to one prompt stand together
     * @param groupSize n, how many answers to one prompt there are, at least 2
     * @return [batch], the advantage of each answer
     * @throws IllegalArgumentException if groupSize is below 2, the groups do not come out even, or a reward is not finite
     */
    public static float[] groupRelative(float[] rewards, int groupSize) {
        float[] means = groupMeans(rewards, groupSize);
        float[] advantages = new float[rewards.length];
        for (int start = 0; start < rewards.length; start += groupSize) {
            double squares = 0;
            for (int i = start; i < start + groupSize; i++) {
                double difference = (double) rewards[i] - means[i];
                squares += difference * difference;
            }
            double deviation = Math.sqrt(squares / (groupSize - 1)) + 1e-4;
            for (int i = start; i < start + groupSize; i++) {
                advantages[i] = (float) (((double) rewards[i] - means[i]) / deviation);
            }
        }
        return advantages;
    }

    /**
     * Compares each answer with the mean of the others to the same prompt: R - (sum - R) / (n - 1). Source: Kool et al. 2019;
     * Ahmadian et al. 2024, "Back to basics", arXiv 2402.14740 (RLOO).
     *
     * @param rewards [batch], R of each answer; the answers to one prompt stand together
     * @param groupSize n, how many answers to one prompt there are, at least 2
     * @return [batch], the advantage of each answer
     * @throws IllegalArgumentException if groupSize is below 2, the groups do not come out even, or a reward is not finite
     */
    public static float[] leaveOneOut(float[] rewards, int groupSize) {
        float[] means = groupMeans(rewards, groupSize);
        float[] advantages = new float[rewards.length];
        for (int i = 0; i < rewards.length; i++) {
            advantages[i] = (float) (((double) rewards[i] - means[i]) * groupSize / (groupSize - 1));
        }
        return advantages;
    }

    /**
     * Adds up the rewards of each answer.
     *
     * @param rewards of each token
     * @param mask 1 where a token was sampled, else 0
     * @param batch how many answers there are, at least 1
     * @return [batch], the sum of each row
     * @throws IllegalArgumentException if lengths differ, the mask holds something else, or a number that counts is not finite
     */
    public static float[] answerSums(float[] rewards, float[] mask, int batch) {
        int sequence = sequence(mask, batch);
        requireTokens("rewards", rewards, mask, sequence);
        double[] sums = new double[batch];
        for (int i = 0; i < mask.length; i++) {
            sums[i / sequence] += mask[i] == 1 ? rewards[i] : 0;
        }
        float[] rounded = new float[batch];
        for (int row = 0; row < batch; row++) {
            rounded[row] = (float) sums[row];
        }
        return rounded;
    }

    /**
     * Gives each token the advantage of its answer.
     *
     * @param answers [batch], the advantage of each answer
     * @param mask 1 where a token was sampled, else 0
     * @return [batch][sequence], the advantages of the tokens
     * @throws IllegalArgumentException if lengths differ or the mask holds something else
     */
    public static float[] perToken(float[] answers, float[] mask) {
        int sequence = sequence(mask, answers.length);
        float[] tokens = new float[mask.length];
        for (int i = 0; i < mask.length; i++) {
            tokens[i] = mask[i] == 1 ? answers[i / sequence] : 0;
        }
        return tokens;
    }

    private static float[] groupMeans(float[] rewards, int groupSize) {
        require(groupSize >= 2, "groupSize must be at least 2 but was ", groupSize);
        require(
                rewards.length % groupSize == 0,
                "rewards must hold whole groups of " + groupSize + " answers but has length ",
                rewards.length);
        requireFinite("rewards", rewards);
        float[] means = new float[rewards.length];
        for (int start = 0; start < rewards.length; start += groupSize) {
            double sum = 0;
            for (int i = start; i < start + groupSize; i++) {
                sum += rewards[i];
            }
            Arrays.fill(means, start, start + groupSize, (float) (sum / groupSize));
        }
        return means;
    }

    /** Checks the mask; how many tokens a row has. */
    private static int sequence(float[] mask, int batch) {
        require(
                batch > 0 && mask.length % batch == 0,
                "mask must hold " + batch + " rows of one length but has length ",
                mask.length);
        for (int i = 0; i < mask.length; i++) {
            require(mask[i] == 0 || mask[i] == 1, "mask must hold 0 and 1 alone but was ", mask[i]);
        }
        return mask.length / batch;
    }

    private static void requireTokens(String name, float[] array, float[] mask, int sequence) {
        require(
                array.length == mask.length,
                name + " must have the length of the mask, " + mask.length + ", but has length ",
                array.length);
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] == 1 && !Float.isFinite(array[i])) {
                throw new IllegalArgumentException(name + " must be finite where the mask is 1 but was " + array[i]
                        + " at [" + i / sequence + ", " + i % sequence + "]");
            }
        }
    }

    private static void requireFinite(String name, float[] array) {
        for (int i = 0; i < array.length; i++) {
            require(Float.isFinite(array[i]), name + " must be finite but one was ", array[i]);
        }
    }

    private static void require(boolean valid, String message, Object value) {
        if (!valid) {
            throw new IllegalArgumentException(message + value);
        }
    }
}
