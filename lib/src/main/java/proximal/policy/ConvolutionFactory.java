package proximal.policy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import java.util.List;
import proximal.environment.Require;
import proximal.environment.SplitMix64;

/**
 * Makes convolutional networks for images on DJL: convolutions with ReLU, one hidden layer with ReLU, and on it the heads of
 * policy and values. Weights are orthogonal with gain sqrt(2), in the heads as in {@link PerceptronBlock}; biases are 0.
 *
 * <pre>{@code
 * Gymnasium task = Gymnasium.of("MinAtar/Breakout-v1");
 * config.withNetwork(ConvolutionFactory.minAtar(task.spaces().observationShape()))
 * }</pre>
 *
 * <p>A network of one's own is a lambda:
 *
 * <pre>{@code
 * ActorCriticFactory mine = (observationSize, distribution, seed) -> {
 *     SequentialBlock trunk = new SequentialBlock()
 *             .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(16).build())
 *             .add(Activation.reluBlock())
 *             .add(Blocks.batchFlattenBlock())
 *             .add(Linear.builder().setUnits(64).build())
 *             .add(Activation.reluBlock());
 *     int outputs = distribution.parameterSize() - distribution.freeParameters();
 *     Block block = PerceptronBlock.withHeads(trunk, outputs, new SplitMix64(seed));
 *     return new DjlActorCritic(block, new Shape(4, 10, 10), distribution, seed);
 * };
 * }</pre>
 *
 * <p>Copy: with the library.
 *
 * @param shape the shape of an observation: rows, columns and channels, or channels first; the channels are the first number
 *     where it is the smaller one of the first and the last
 * @param layers the convolutions, at least one
 * @param units the units of the hidden layer, at least 1
 */
public record ConvolutionFactory(List<Integer> shape, List<Layer> layers, int units) implements ActorCriticFactory {

    /**
     * One convolution, without padding.
     *
     * @param filters the number of filters
     * @param kernel the rows and columns of each
     * @param stride by how much it moves
     */
    public record Layer(int filters, int kernel, int stride) {}

    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException if there are not three numbers, or there is no layer, or units is not positive
     */
    public ConvolutionFactory {
        shape = List.copyOf(shape);
        layers = List.copyOf(layers);
        Require.that(shape.size() == 3, "the shape of an image", "rows, columns and channels", shape);
        Require.that(!layers.isEmpty(), "layers", "at least one", layers);
        Require.that(units >= 1, "units", "at least 1", units);
    }

    /**
     * The network of Mnih et al. 2015, "Human-level control through deep reinforcement learning", Nature 518: three
     * convolutions and 512 units.
     *
     * @param shape the shape of an observation, as in 4, 84, 84 for four stacked grey frames
     * @return what makes it
     */
    public static ConvolutionFactory nature(List<Integer> shape) {
        return new ConvolutionFactory(
                shape, List.of(new Layer(32, 8, 4), new Layer(64, 4, 2), new Layer(64, 3, 1)), 512);
    }

    /**
     * The network of Young and Tian 2019, "MinAtar", arXiv 1903.03176: one convolution of 16 filters and 128 units.
     *
     * @param shape the shape of an observation, as in 10, 10, 4
     * @return what makes it
     */
    public static ConvolutionFactory minAtar(List<Integer> shape) {
        return new ConvolutionFactory(shape, List.of(new Layer(16, 3, 1)), 128);
    }

    @Override
    public ActorCritic create(int observationSize, ActionDistribution distribution, long seed) {
        long size = shape.stream().mapToLong(n -> n).reduce(1, (a, b) -> a * b);
        Require.that(
                observationSize == size, "the size of an observation", "that of the shape " + shape, observationSize);
        SplitMix64 random = new SplitMix64(seed);
        SequentialBlock trunk = new SequentialBlock();
        if (shape.get(0) >= shape.get(2)) { // PyTorch takes the channels first
            trunk.add(new LambdaBlock(
                    images -> new NDList(images.singletonOrThrow().transpose(0, 3, 1, 2)), "channelsFirst"));
        }
        for (Layer layer : layers) {
            Conv2d convolution = Conv2d.builder()
                    .setFilters(layer.filters)
                    .setKernelShape(new Shape(layer.kernel, layer.kernel))
                    .optStride(new Shape(layer.stride, layer.stride))
                    .build();
            trunk.add(PerceptronBlock.orthogonal(convolution, Math.sqrt(2), random))
                    .add(Activation.reluBlock());
        }
        trunk.add(Blocks.batchFlattenBlock())
                .add(PerceptronBlock.linear(units, Math.sqrt(2), random))
                .add(Activation.reluBlock());
        int outputs = distribution.parameterSize() - distribution.freeParameters();
        Shape image = new Shape(shape.stream().mapToLong(n -> n).toArray());
        return new DjlActorCritic(PerceptronBlock.withHeads(trunk, outputs, random), image, distribution, seed);
    }
}
