package proximal.environment;

import java.util.function.Supplier;

/**
 * Checks of arguments and states, whose messages name the value and what was expected.
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
        if (!valid) { // without a lambda, which would be made at each check
            throw new IllegalArgumentException(name + " must be " + range + " but was " + value);
        }
    }

    /**
     * Checks an argument whose message needs other words.
     *
     * @param valid whether it is as it must be; written so that NaN makes it false
     * @param message gives the message
     * @throws IllegalArgumentException if it is not valid
     */
    public static void that(boolean valid, Supplier<String> message) {
        if (!valid) {
            throw new IllegalArgumentException(message.get());
        }
    }

    /**
     * Checks the state of an object.
     *
     * @param valid whether it is as it must be; written so that NaN makes it false
     * @param message gives the message
     * @throws IllegalStateException if it is not valid
     */
    public static void state(boolean valid, Supplier<String> message) {
        if (!valid) {
            throw new IllegalStateException(message.get());
        }
    }
}
