package proximal.environment;

/**
 * The check of an argument, whose message names the value and what was expected.
 *
 * <pre>{@code
 * Require.that(0.9 <= 1, "discount", "at most 1", 0.9);
 * "passed" // "passed"
 * }</pre>
 *
 * <p>Copy: alone.
 */
public final class Require {
    private Require() {}

    /**
     * Checks an argument.
     *
     * @param valid whether it is as it must be; written so that NaN makes it false
     * @param name what it is called
     * @param range what it must be, as "in [0, 1]"
     * @param value what it is
     * @throws IllegalArgumentException if it is not valid
     */
    public static void that(boolean valid, String name, String range, Object value) {
        if (!valid) {
            throw new IllegalArgumentException(name + " must be " + range + " but was " + value);
        }
    }
}
