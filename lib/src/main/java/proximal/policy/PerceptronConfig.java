package proximal.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The shape and the initialisation of a {@link PerceptronActorCritic}.
 *
 * <p>Copy: with the library.
 *
 * @param hiddenSizes the widths of the hidden layers, each at least 1; none for a linear policy and value
 * @param activation what follows each hidden layer
 * @param sharedTrunk whether policy and value have the hidden layers in common and differ in their linear heads only
 * @param orthogonal true: weights by {@link OrthogonalInitialization} with gain sqrt(2) in the hidden layers, 0.01 in the
 *     policy's head and 1 in the value's, biases 0; false: weights and biases uniform in [-1, 1] / sqrt(inputs), as in
 *     PyTorch's Linear
 */
public record PerceptronConfig(
        List<Integer> hiddenSizes, Activation activation, boolean sharedTrunk, boolean orthogonal) {

    /** What follows each hidden layer. */
    public enum Activation {
        /** The hyperbolic tangent. */
        TANH,
        /** max(x, 0). */
        RELU
    }

    /**
     * Makes a shape.
     *
     * @throws IllegalArgumentException if a width is not positive
     */
    public PerceptronConfig {
        hiddenSizes = List.copyOf(hiddenSizes);
        if (hiddenSizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("hiddenSizes must be at least 1 each but were " + hiddenSizes);
        }
        Objects.requireNonNull(activation, "activation");
    }

    /**
     * {@return the network of the PPO paper (Schulman et al. 2017, arXiv 1707.06347, section 6.1): two hidden layers of 64
     * tanh units, nothing shared by policy and value; orthogonal initialisation}
     */
    public static PerceptronConfig withDefaults() {
        return new PerceptronConfig(List.of(64, 64), Activation.TANH, false, true);
    }

    /**
     * Returns a copy with other hidden layers.
     *
     * @param sizes the widths of the hidden layers, each at least 1; none for a linear policy and value
     * @return the copy
     * @throws IllegalArgumentException if a width is not positive
     */
    public PerceptronConfig withHiddenSizes(int... sizes) {
        return new PerceptronConfig(Arrays.stream(sizes).boxed().toList(), activation, sharedTrunk, orthogonal);
    }

    /**
     * Returns a copy with another activation.
     *
     * @param other what follows each hidden layer
     * @return the copy
     */
    public PerceptronConfig withActivation(Activation other) {
        return new PerceptronConfig(hiddenSizes, other, sharedTrunk, orthogonal);
    }

    /**
     * Returns a copy with the hidden layers shared or not.
     *
     * @param shared whether policy and value have the hidden layers in common
     * @return the copy
     */
    public PerceptronConfig withSharedTrunk(boolean shared) {
        return new PerceptronConfig(hiddenSizes, activation, shared, orthogonal);
    }

    /**
     * Returns a copy with another initialisation.
     *
     * @param whether orthogonal weights instead of uniform ones
     * @return the copy
     */
    public PerceptronConfig withOrthogonal(boolean whether) {
        return new PerceptronConfig(hiddenSizes, activation, sharedTrunk, whether);
    }
}
