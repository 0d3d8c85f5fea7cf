package proximal.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import proximal.environment.Require;

/**
 * Rows of tokens of one length, the first ones of each row being padding. Padding on the right needs no note: no token before
 * it sees it.
 *
 * <p>Copy: with the library.
 */
public final class TokenRows {
    private final int[][] tokens;
    private final int[] padding;

    /**
     * Takes rows.
     *
     * @param tokens [batch][length]
     * @param padding [batch], how many tokens on the left of each row are padding
     * @throws IllegalArgumentException if there are no rows, their lengths differ, or a row is padding throughout
     */
    public TokenRows(int[][] tokens, int[] padding) {
        Require.that(tokens.length > 0, "tokens", "at least one row", "empty");
        Require.that(padding.length == tokens.length, "padding", "of length " + tokens.length, padding.length);
        for (int i = 0; i < tokens.length; i++) {
            int row = i;
            Require.that(
                    tokens[i].length == tokens[0].length,
                    () -> "all rows must have the length of the first, " + tokens[0].length + ", but row " + row
                            + " has length " + tokens[row].length);
            Require.that(
                    padding[i] >= 0 && padding[i] < tokens[i].length,
                    () -> "row " + row + " must hold at least 1 token beside its padding but has length "
                            + tokens[row].length + " and padding " + padding[row]);
        }
        this.tokens = tokens;
        this.padding = padding;
    }

    /**
     * Brings prompts to one length.
     *
     * @param prompts the prompts
     * @return rows with zeros on the left of the shorter ones
     * @throws IllegalArgumentException if there is none, or one is empty
     */
    public static TokenRows leftPadded(List<int[]> prompts) {
        int length = prompts.stream().mapToInt(p -> p.length).max().orElse(0);
        int[][] tokens = new int[prompts.size()][length];
        int[] padding = new int[prompts.size()];
        for (int i = 0; i < tokens.length; i++) {
            int[] prompt = prompts.get(i);
            int at = i;
            Require.that(
                    prompt.length > 0, () -> "a prompt must hold at least 1 token but prompt " + at + " was empty");
            padding[i] = length - prompt.length;
            System.arraycopy(prompt, 0, tokens[i], padding[i], prompt.length);
        }
        return new TokenRows(tokens, padding);
    }

    /** {@return how many rows there are} */
    public int batch() {
        return tokens.length;
    }

    /** {@return the length of the rows, padding included} */
    public int length() {
        return tokens[0].length;
    }

    /**
     * {@return a row, padding included; not a copy}
     *
     * @param i which
     */
    public int[] row(int i) {
        return tokens[i];
    }

    /**
     * {@return the prefix of a row, without its padding}
     *
     * @param i which row
     * @param end where the prefix ends
     */
    public int[] prefix(int i, int end) {
        return Arrays.copyOfRange(tokens[i], padding[i], end);
    }

    /**
     * Takes some rows, and of them a prefix.
     *
     * @param rows which, in their order
     * @param end where the prefix ends
     * @return copies of them
     */
    public TokenRows take(int[] rows, int end) {
        return new TokenRows(
                Arrays.stream(rows).mapToObj(i -> Arrays.copyOf(tokens[i], end)).toArray(int[][]::new),
                Arrays.stream(rows).map(i -> padding[i]).toArray());
    }

    /**
     * Checks that a network can read the rows.
     *
     * @param network the network
     * @throws IllegalArgumentException if a token is beyond its vocabulary or a row is longer than its context
     */
    public void requireFor(Gpt network) {
        for (int i = 0; i < tokens.length; i++) {
            int length = tokens[i].length - padding[i];
            Require.that(length <= network.context(), "a row", "at most " + network.context() + " tokens long", length);
            for (int token : tokens[i]) {
                Require.that(
                        token >= 0 && token < network.vocabulary(),
                        "a token",
                        "in [0, " + network.vocabulary() + ")",
                        token);
            }
        }
    }

    /**
     * {@return the tokens [batch, length] as whole numbers of 64 bits}
     *
     * @param manager what they belong to
     */
    public NDArray array(NDManager manager) {
        long[] flat = Arrays.stream(tokens)
                .flatMapToInt(Arrays::stream)
                .asLongStream()
                .toArray();
        return manager.create(flat, new Shape(batch(), length()));
    }

    /**
     * {@return the padding [batch]; null where no row has any}
     *
     * @param manager what it belongs to
     */
    public NDArray padding(NDManager manager) {
        return IntStream.of(padding).allMatch(p -> p == 0) ? null : manager.create(padding);
    }
}
