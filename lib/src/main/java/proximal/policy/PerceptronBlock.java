package proximal.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.nio.FloatBuffer;
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
public final class PerceptronBlock extends AbstractBlock {
    private final Block trunk;
    private final Block policy;
    private final Block value;
    private final boolean shared;
    private final long seed;

    private PerceptronBlock(int[] hiddenSizes, int policyOutputs, boolean shared, long seed) {
        this.shared = shared;
        this.seed = seed;
        if (shared) {
            trunk = addChildBlock("trunk", hidden(hiddenSizes));
            policy = addChildBlock("policy", linear(policyOutputs));
            value = addChildBlock("value", linear(1));
        } else {
            trunk = new SequentialBlock();
            policy = addChildBlock("policy", hidden(hiddenSizes).add(linear(policyOutputs)));
            value = addChildBlock("value", hidden(hiddenSizes).add(linear(1)));
        }
    }

    /**
     * Makes a perceptron with a trunk each for policy and values.
     *
     * @param hiddenSizes the units of each hidden layer, as in 64, 64
     * @param policyOutputs the number k of the policy's outputs
     * @param seed what the initial weights come from
     * @return the block, not yet initialised
     */
    public static PerceptronBlock separate(int[] hiddenSizes, int policyOutputs, long seed) {
        return new PerceptronBlock(hiddenSizes, policyOutputs, false, seed);
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
    public static PerceptronBlock shared(int[] hiddenSizes, int policyOutputs, long seed) {
        if (hiddenSizes.length == 0) {
            throw new IllegalArgumentException(
                    "a shared trunk needs at least 1 hidden layer but hiddenSizes was empty");
        }
        return new PerceptronBlock(hiddenSizes, policyOutputs, true, seed);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList features = shared ? trunk.forward(store, inputs, training, params) : inputs;
        NDArray logits = policy.forward(store, features, training, params).singletonOrThrow();
        NDArray values = value.forward(store, features, training, params).singletonOrThrow();
        return new NDList(logits, values);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape[] features = inputShapes;
        if (shared) {
            trunk.initialize(manager, dataType, inputShapes);
            features = trunk.getOutputShapes(inputShapes);
        }
        policy.initialize(manager, dataType, features);
        value.initialize(manager, dataType, features);
        SplitMix64 random = new SplitMix64(seed);
        double hiddenGain = Math.sqrt(2);
        if (shared) {
            fill(trunk, hiddenGain, hiddenGain, random);
        }
        fill(policy, hiddenGain, 0.01, random);
        fill(value, hiddenGain, 1, random);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape[] features = shared ? trunk.getOutputShapes(inputShapes) : inputShapes;
        return new Shape[] {policy.getOutputShapes(features)[0], value.getOutputShapes(features)[0]};
    }

    private static SequentialBlock hidden(int[] sizes) {
        SequentialBlock layers = new SequentialBlock();
        for (int size : sizes) {
            if (size < 1) {
                throw new IllegalArgumentException("hiddenSizes must be positive but one was " + size);
            }
            layers.add(linear(size)).add(Activation.tanhBlock());
        }
        return layers;
    }

    private static Linear linear(int units) {
        return Linear.builder().setUnits(units).build();
    }

    /** Fills the weights of the linear layers of a block in order; the last layer has its own gain. */
    private static void fill(Block block, double gain, double lastGain, SplitMix64 random) {
        var parameters = block.getParameters().values();
        NDArray last = parameters.get(parameters.size() - 2).getArray();
        for (var parameter : parameters) {
            NDArray array = parameter.getArray();
            float[] weights = new float[Math.toIntExact(array.size())];
            if (array.getShape().dimension() == 2) {
                int outputs = Math.toIntExact(array.getShape().get(0));
                OrthogonalInitialization.fill(
                        weights, 0, outputs, weights.length / outputs, array == last ? lastGain : gain, random);
            }
            array.set(FloatBuffer.wrap(weights));
        }
    }
}
