package proximal.language;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Answers that a model sampled, and what is known of their tokens. Arrays are [batch][answerLength], row-major, unless they say
 * otherwise; answers begin in the first column, and the mask is 0 behind their ends. Entry t of a row belongs to the state
 * before token t.
 *
 * <p>Copy: with the library.
 */
public final class TokenRollout {
    /** How many answers there are. */
    public final int batch;
    /** The columns of the prompts in the rows, padding included. */
    public final int promptLength;
    /** The length of the longest answer. */
    public final int answerLength;
    /** The prompts, padded on the left, with their answers, padded on the right. */
    public final TokenRows rows;
    /** 1 where a token was sampled, else 0. */
    public final float[] mask;
    /** The log-probability of each token by the distribution that it was sampled from, nats. */
    public final float[] logProb;
    /** The value before each token, by the model that sampled it. */
    public final float[] values;
    /** [batch][answerLength][vocabulary], -1e9 for what was not in the choice and else 0; empty where all tokens were. */
    public final float[] excluded;
    /** The third dimension of {@link #excluded}; 0 where it is empty. */
    public final int vocabulary;
    /** [batch], the score of each answer. */
    public final float[] scores;
    /** The log-probability of each token by the reference model, nats. */
    public final float[] referenceLogProb;
    /** The reward of each token, shaped by the divergence from the reference. */
    public float[] rewards;
    /** The advantage of each token. */
    public float[] advantages;
    /** The value targets. */
    public float[] returns;

    /**
     * Puts answers behind their prompts.
     *
     * @param prompts the prompts
     * @param answers [batch][length], each at least 1 token long
     * @param logProb [batch][length or more], the log-probability of each token
     * @param values [batch][length or more], the value before each token
     * @param excluded [batch][length or more times vocabulary], as {@link #excluded}; rows of length 0 where all tokens were
     *     in the choice
     */
    public TokenRollout(TokenRows prompts, int[][] answers, float[][] logProb, float[][] values, float[][] excluded) {
        batch = prompts.batch();
        promptLength = prompts.length();
        answerLength = Arrays.stream(answers).mapToInt(a -> a.length).max().orElse(0);
        rows = prompts.take(IntStream.range(0, batch).toArray(), promptLength + answerLength);
        mask = new float[batch * answerLength];
        this.logProb = new float[mask.length];
        this.values = new float[mask.length];
        referenceLogProb = new float[mask.length];
        scores = new float[batch];
        vocabulary = excluded[0].length / Math.max(1, logProb[0].length);
        this.excluded = new float[mask.length * vocabulary];
        for (int row = 0; row < batch; row++) {
            int length = answers[row].length;
            int at = row * answerLength;
            System.arraycopy(answers[row], 0, rows.row(row), promptLength, length);
            Arrays.fill(mask, at, at + length, 1);
            System.arraycopy(logProb[row], 0, this.logProb, at, length);
            System.arraycopy(values[row], 0, this.values, at, length);
            System.arraycopy(excluded[row], 0, this.excluded, at * vocabulary, length * vocabulary);
        }
    }

    /**
     * {@return the length of an answer}
     *
     * @param row of which
     */
    public int length(int row) {
        int length = 0;
        for (int t = 0; t < answerLength; t++) {
            length += (int) mask[row * answerLength + t];
        }
        return length;
    }

    /**
     * {@return the tokens of a prompt}
     *
     * @param row of which answer
     */
    public int[] prompt(int row) {
        return rows.prefix(row, promptLength);
    }

    /**
     * {@return the tokens of an answer, the end token included where it was sampled}
     *
     * @param row of which
     */
    public int[] answer(int row) {
        return Arrays.copyOfRange(rows.row(row), promptLength, promptLength + length(row));
    }
}
