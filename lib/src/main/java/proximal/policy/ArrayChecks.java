package proximal.policy;

import java.util.Objects;

/** Checks of the arrays that callers hand to an {@link ActorCritic}; they may be longer than needed. */
final class ArrayChecks {
    private ArrayChecks() {}

    /** Checks what {@code evaluate} and {@code forward} are given. */
    static void requireOutputs(
            ActorCritic network, float[] observations, int n, float[] distributionParameters, float[] values) {
        if (n < 1) {
            throw new IllegalArgumentException("n must be at least 1 but was " + n);
        }
        requireLength("observations", observations, (long) n * network.observationSize());
        requireLength(
                "distributionParameters",
                distributionParameters,
                (long) n * network.distribution().parameterSize());
        requireLength("values", values, n);
    }

    static void requireLength(String name, float[] array, long needed) {
        Objects.requireNonNull(array, name);
        if (array.length < needed) {
            throw new IllegalArgumentException(
                    name + " must hold at least " + needed + " floats but holds " + array.length);
        }
    }
}
