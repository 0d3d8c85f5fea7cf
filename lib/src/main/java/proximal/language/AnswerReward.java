package proximal.language;

/**
 * What an answer is worth: a lexicon, a checker, a reward model.
 *
 * <p>Copy: alone.
 *
 * <pre>{@code
 * AnswerReward shorter = (prompt, answer) -> -answer.length;
 * shorter.score(new int[] {1}, new int[] {2, 3}) // -2.0
 * }</pre>
 */
@FunctionalInterface
public interface AnswerReward {

    /**
     * Scores an answer.
     *
     * @param prompt the tokens of the prompt, without padding
     * @param answer the tokens of the answer, the end token included where it was sampled
     * @return the score, finite
     */
    double score(int[] prompt, int[] answer);
}
