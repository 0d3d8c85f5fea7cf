package proximal.policy;

import java.util.Objects;
import proximal.environment.Require;

/**
 * Checks of the arrays that callers hand to an {@link ActorCritic}; they may be longer than needed.
 *
 * <p>Copy: with the library.
 */
public final class ArrayChecks {
    private ArrayChecks() {}

    /**
     * Checks what {@code evaluate} and {@code forward} are given.
     *
     * @param network the network
     * @param observations [n][observationSize]
     * @param n the number of observations, at least 1
     * @param distributionParameters [n][parameterSize]
     * @param values [n]
     * @throws IllegalArgumentException if n is not positive, or an array is too short
     */
    public static void requireOutputs(
            ActorCritic network, float[] observations, int n, float[] distributionParameters, float[] values) {
        Require.that(n >= 1, "n", "at least 1", n);
        requireLength("observations", observations, (long) n * network.observationSize());
        long parameters = (long) n * network.distribution().parameterSize();
        requireLength("distributionParameters", distributionParameters, parameters);
        requireLength("values", values, n);
    }

    /**
     * Checks what {@code backward} is given.
     *
     * @param network the network
     * @param n the number of observations
     * @param distributionGradient [n][parameterSize], or null
     * @param valueGradient [n], or null
     * @throws IllegalArgumentException if an array is too short
     */
    public static void requireGradients(
            ActorCritic network, int n, float[] distributionGradient, float[] valueGradient) {
        if (distributionGradient != null) {
            long parameters = (long) n * network.distribution().parameterSize();
            requireLength("distributionGradient", distributionGradient, parameters);
        }
        if (valueGradient != null) {
            requireLength("valueGradient", valueGradient, n);
        }
    }

    /**
     * Checks the length of an array.
     *
     * @param name what the array is called in a message
     * @param array the array
     * @param needed how many floats it must hold at least
     * @throws IllegalArgumentException if it holds fewer
     */
    public static void requireLength(String name, float[] array, long needed) {
        Objects.requireNonNull(array, name);
        if (array.length < needed) {
            throw new IllegalArgumentException(
                    name + " must hold at least " + needed + " floats but holds " + array.length);
        }
    }
}
