package proximal.policy;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.List;
import proximal.environment.SplitMix64;

/**
 * The tanh perceptron of the PPO literature as a DJL block: hidden layers of tanh units, a linear policy head and a linear
 * value head, on separate trunks or on a shared one. It gives the policy's output [n][k] and the values [n][1], as {@link
 * DjlActorCritic} takes them.
 *
 * <p>Weights are orthogonal with gain sqrt(2) in the hidden layers, 0.01 in the policy head and 1 in the value head; biases
 * are 0 (Huang et al. 2022, "The 37 implementation details of PPO", detail 2).
 *
 * <p>Copy: with the library.
 */
public final class PerceptronBlock {
    private PerceptronBlock() {}

    /**
     * Makes a perceptron with a trunk each for policy and values.
     *
     * @param hiddenSizes the units of each hidden layer, as in 64, 64
     * @param policyOutputs the number k of the policy's outputs
     * @param seed what the initial weights come from
     * @return the block, not yet initialised
     */
    public static Block separate(int[] hiddenSizes, int policyOutputs, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        return heads(
                hidden(hiddenSizes, random).add(linear(policyOutputs, 0.01, random)),
                hidden(hiddenSizes, random).add(linear(1, 1, random)));
    }

    /**
     * Makes a perceptron whose hidden layers serve policy and values together.
     *
     * @param hiddenSizes the units of each hidden layer, at least one layer
     * @param policyOutputs the number k of the policy's outputs
     * @param seed what the initial weights come from
     * @return the block, not yet initialised
     * @throws IllegalArgumentException if there is no hidden layer to share
     */
    public static Block shared(int[] hiddenSizes, int policyOutputs, long seed) {
        if (hiddenSizes.length == 0) {
            throw new IllegalArgumentException(
                    "a shared trunk needs at least 1 hidden layer but hiddenSizes was empty");
        }
        SplitMix64 random = new SplitMix64(seed);
        return withHeads(hidden(hiddenSizes, random), policyOutputs, random);
    }

    /**
     * Puts the two heads on a trunk of one's own, which then serves policy and values together.
     *
     * @param trunk layers that give features [n][m]
     * @param policyOutputs the number k of the policy's outputs
     * @param random what the initial weights of the heads come from, after those of the trunk
     * @return the block, not yet initialised
     */
    public static Block withHeads(SequentialBlock trunk, int policyOutputs, SplitMix64 random) {
        return trunk.add(heads(linear(policyOutputs, 0.01, random), linear(1, 1, random)));
    }

    private static Block heads(Block policy, Block value) {
        return new ParallelBlock(
                outputs -> new NDList(
                        outputs.get(0).singletonOrThrow(), outputs.get(1).singletonOrThrow()),
                List.of(policy, value));
    }

    private static SequentialBlock hidden(int[] sizes, SplitMix64 random) {
        SequentialBlock layers = new SequentialBlock();
        for (int size : sizes) {
            if (size < 1) {
                throw new IllegalArgumentException("hiddenSizes must be positive but one was " + size);
            }
            layers.add(linear(size, Math.sqrt(2), random)).add(Activation.tanhBlock());
        }
        return layers;
    }

    /**
     * Makes a linear layer with orthogonal weights, drawn in the order of the parameters.
     *
     * @param units the number of outputs
     * @param gain the length of each row of the weights
     * @param random where they are drawn from when the block is initialised
     * @return the layer
     */
    public static Linear linear(int units, double gain, SplitMix64 random) {
        return orthogonal(Linear.builder().setUnits(units).build(), gain, random);
    }

    /**
     * Has the weights of a layer initialised as an orthogonal matrix of one row for each output; see {@link
     * OrthogonalInitialization}.
     *
     * @param layer a linear or convolutional layer
     * @param gain the length of each row
     * @param random where the weights are drawn from when the block is initialised, from its first layer to its last
     * @param <B> the kind of layer
     * @return the layer
     */
    public static <B extends Block> B orthogonal(B layer, double gain, SplitMix64 random) {
        layer.setInitializer(
                (manager, shape, type) -> {
                    float[] weights = new float[Math.toIntExact(shape.size())];
                    int outputs = Math.toIntExact(shape.get(0));
                    OrthogonalInitialization.fill(weights, 0, outputs, weights.length / outputs, gain, random);
                    return manager.create(weights, shape);
                },
                Parameter.Type.WEIGHT);
        return layer;
    }
}
