package proximal.policy;

import java.util.Arrays;
import java.util.Objects;

/**
 * The shape and the initialisation of a {@link PerceptronActorCritic}. Immutable.
 *
 * <p>Tier 3: imported and not copied.
 */
public final class PerceptronConfig {

    /** What follows each hidden layer. */
    public enum Activation {
        /** The hyperbolic tangent. */
        TANH,
        /** max(x, 0). */
        RELU
    }

    private final int[] hiddenSizes;
    private final Activation activation;
    private final boolean sharedTrunk;
    private final boolean orthogonal;

    private PerceptronConfig(int[] hiddenSizes, Activation activation, boolean sharedTrunk, boolean orthogonal) {
        this.hiddenSizes = hiddenSizes;
        this.activation = activation;
        this.sharedTrunk = sharedTrunk;
        this.orthogonal = orthogonal;
    }

    /**
     * {@return the network of the PPO paper (Schulman et al. 2017, arXiv 1707.06347, section 6.1): two hidden layers of 64
     * tanh units, nothing shared by policy and value; orthogonal initialisation}
     */
    public static PerceptronConfig withDefaults() {
        return new PerceptronConfig(new int[] {64, 64}, Activation.TANH, false, true);
    }

    /**
     * Returns a copy with other hidden layers.
     *
     * @param hiddenSizes the widths of the hidden layers, each at least 1; none for a linear policy and value
     * @return the copy
     * @throws IllegalArgumentException if a width is not positive
     */
    public PerceptronConfig withHiddenSizes(int... hiddenSizes) {
        for (int size : hiddenSizes) {
            if (size < 1) {
                throw new IllegalArgumentException(
                        "hiddenSizes must be at least 1 each but were " + Arrays.toString(hiddenSizes));
            }
        }
        return new PerceptronConfig(hiddenSizes.clone(), activation, sharedTrunk, orthogonal);
    }

    /**
     * Returns a copy with another activation.
     *
     * @param activation what follows each hidden layer
     * @return the copy
     */
    public PerceptronConfig withActivation(Activation activation) {
        return new PerceptronConfig(
                hiddenSizes, Objects.requireNonNull(activation, "activation"), sharedTrunk, orthogonal);
    }

    /**
     * Returns a copy with the hidden layers shared or not.
     *
     * @param sharedTrunk whether policy and value have the hidden layers in common and differ in their linear heads only
     * @return the copy
     */
    public PerceptronConfig withSharedTrunk(boolean sharedTrunk) {
        return new PerceptronConfig(hiddenSizes, activation, sharedTrunk, orthogonal);
    }

    /**
     * Returns a copy with another initialisation.
     *
     * @param orthogonal true: weights by {@link OrthogonalInitialization} with gain sqrt(2) in the hidden layers, 0.01 in
     *     the policy's head and 1 in the value's, biases 0; false: weights and biases uniform in [-1, 1] / sqrt(inputs), as
     *     in PyTorch's Linear
     * @return the copy
     */
    public PerceptronConfig withOrthogonal(boolean orthogonal) {
        return new PerceptronConfig(hiddenSizes, activation, sharedTrunk, orthogonal);
    }

    /**
     * {@return the widths of the hidden layers, a copy}
     */
    public int[] hiddenSizes() {
        return hiddenSizes.clone();
    }

    /**
     * {@return what follows each hidden layer}
     */
    public Activation activation() {
        return activation;
    }

    /**
     * {@return whether policy and value share the hidden layers}
     */
    public boolean sharedTrunk() {
        return sharedTrunk;
    }

    /**
     * {@return whether the initialisation is orthogonal}
     */
    public boolean orthogonal() {
        return orthogonal;
    }

    /**
     * {@return the shape and the initialisation in words, equal for equal ones}
     */
    @Override
    public String toString() {
        return "PerceptronConfig[hiddenSizes=" + Arrays.toString(hiddenSizes) + ", activation=" + activation
                + ", sharedTrunk=" + sharedTrunk + ", orthogonal=" + orthogonal + "]";
    }
}
