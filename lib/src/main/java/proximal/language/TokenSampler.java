package proximal.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import proximal.environment.Require;
import proximal.policy.DjlBinding;

/**
 * Samples answers to a batch of prompts in step, with a cache of keys and values: from softmax(logits / temperature) over the
 * topK most likely tokens. The log-probabilities that it keeps are those of this distribution.
 *
 * <p>Copy: with the library.
 *
 * @param temperature positive and finite; 1 samples from the model
 * @param topK how many tokens are in the choice, at least 1; {@link Integer#MAX_VALUE} for all
 * @param endToken the token that ends an answer and counts as its last one; -1 for none
 * @param maxLength the tokens of an answer at most, at least 1
 */
public record TokenSampler(double temperature, int topK, int endToken, int maxLength) {
    private static final float NEVER = -1e9f;

    /**
     * Makes a sampler.
     *
     * @param temperature positive and finite
     * @param topK at least 1
     * @param endToken the token that ends an answer, -1 for none
     * @param maxLength at least 1
     * @throws IllegalArgumentException if a value is out of its range
     */
    public TokenSampler {
        Require.that(
                temperature > 0 && temperature < Double.POSITIVE_INFINITY,
                "temperature",
                "positive and finite",
                temperature);
        Require.that(topK >= 1, "topK", "at least 1", topK);
        Require.that(endToken >= -1, "endToken", "a token or -1", endToken);
        Require.that(maxLength >= 1, "maxLength", "at least 1", maxLength);
    }

    /**
     * Makes a sampler of the model's own distribution.
     *
     * @param endToken the token that ends an answer, -1 for none
     * @param maxLength at least 1
     * @return a sampler with temperature 1 and all tokens in the choice
     */
    public static TokenSampler of(int endToken, int maxLength) {
        return new TokenSampler(1, Integer.MAX_VALUE, endToken, maxLength);
    }

    /**
     * Samples an answer to each prompt.
     *
     * @param model the model
     * @param prompts the prompts, of any lengths
     * @param random where the choices come from
     * @return the rows of prompts and answers, with the log-probabilities and values of the answers' tokens
     * @throws IllegalArgumentException if a prompt is empty, has a token beyond the vocabulary, or leaves no room in the
     *     model's context for maxLength tokens
     */
    public TokenRollout sample(TokenModel model, List<int[]> prompts, RandomGenerator random) {
        Gpt block = model.block();
        TokenRows start = TokenRows.leftPadded(prompts);
        start.requireFor(block);
        int width = start.length();
        Require.that(
                width + maxLength <= block.context() + 1,
                () -> "the longest prompt and maxLength must be at most the model's context " + block.context()
                        + " and 1 but were " + width + " and " + maxLength);
        int batch = start.batch();
        int[][] answers = new int[batch][0];
        float[][] logProb = new float[batch][maxLength];
        float[][] value = new float[batch][maxLength];
        float[][] excluded = new float[batch][topK < block.vocabulary() ? maxLength * block.vocabulary() : 0];
        double[] p = new double[block.vocabulary()];
        long[] next = new long[batch];
        DjlBinding binding = model.inference();
        try (NDManager manager = binding.getManager().newSubManager()) {
            NDList cache = block.cache(manager, batch, width + maxLength);
            NDArray padding = start.padding(manager);
            for (int t = 0; t < maxLength; t++) {
                float[] logits;
                float[] values;
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    NDArray tokens = t == 0 ? start.array(manager) : manager.create(next, new Shape(batch, 1));
                    NDArray stream = block.stream(binding, tokens, padding, cache, t == 0 ? 0 : width + t - 1);
                    NDArray last = t == 0 ? stream.get(":, -1:") : stream;
                    logits = block.logits(binding, last).toFloatArray();
                    values = block.values(binding, last).toFloatArray();
                }
                boolean going = false;
                for (int i = 0; i < batch; i++) {
                    if (answers[i].length == t && (t == 0 || answers[i][t - 1] != endToken)) {
                        probabilities(logits, i * p.length, p);
                        int token = choose(p, random.nextDouble());
                        answers[i] = Arrays.copyOf(answers[i], t + 1);
                        answers[i][t] = token;
                        logProb[i][t] = (float) Math.log(p[token]);
                        value[i][t] = values[i];
                        for (int j = 0; j < p.length && excluded[i].length > 0; j++) {
                            excluded[i][t * p.length + j] = p[j] == 0 ? NEVER : 0;
                        }
                        next[i] = token;
                        going |= token != endToken;
                    }
                }
                if (!going) {
                    break;
                }
            }
        }
        return new TokenRollout(start, answers, logProb, value, excluded);
    }

    /** The distribution that is sampled from. */
    private void probabilities(float[] logits, int offset, double[] p) {
        float[] sorted = Arrays.copyOfRange(logits, offset, offset + p.length);
        float least = Float.NEGATIVE_INFINITY;
        if (topK < p.length) {
            Arrays.sort(sorted);
            least = sorted[p.length - topK];
        }
        float largest = Float.NEGATIVE_INFINITY;
        for (float logit : sorted) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            float logit = logits[offset + i];
            p[i] = logit >= least ? Math.exp((logit - largest) / temperature) : 0;
            sum += p[i];
        }
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
        }
    }

    private static int choose(double[] p, double u) {
        int token = 0;
        double rest = u;
        for (int i = 0; i < p.length && rest >= 0; i++) {
            if (p[i] > 0) { // rounding may leave a rest behind the last one that is possible
                token = i;
                rest -= p[i];
            }
        }
        return token;
    }
}
