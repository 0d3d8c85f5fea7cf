package proximal.policy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * An actor-critic over any DJL {@link Block}, differentiated by PyTorch's autograd.
 *
 * <p>The block takes observations [n][observationShape] and gives two arrays: the policy's output [n][k] and the values
 * [n] or [n][1]. A block serves one network. Where k is smaller than the distribution's parameterSize, the trailing parameters of the distribution are
 * free parameters, the same for all states and 0 at first: a block that gives the means of a Gaussian gets state-independent
 * log standard deviations, as in the PPO paper.
 *
 * <p>The truth is the flat array {@link #parameters()}: the parameters of the block in the block's order, then the free
 * ones. Each step binds views of it to the block, so that one array crosses to PyTorch and one gradient comes back, however
 * many layers there are. Every array has an owner: what a step makes is freed at its end.
 */
public final class DjlActorCritic implements ActorCritic {
    private static final Set<Block> OWNED = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final Block block;
    private final Shape observationShape;
    private final ActionDistribution distribution;
    private final int outputSize;
    private final NDManager manager;
    private final Map<Parameter, Shape> shapes;
    private final long[] boundaries;
    private final float[] parameters;
    private final float[] gradient;
    private final int blockParameterCount;
    private Binding inference;
    private Binding training;
    private NDArray trainingOutput;

    /**
     * Makes an actor-critic over a block that takes plain vectors.
     *
     * @param block the network; initialised here, from the seed, where it is not yet
     * @param observationSize the number of floats of one observation
     * @param distribution the family of action distributions
     * @param seed what the initial parameters come from, where the block is not initialised
     */
    public DjlActorCritic(Block block, int observationSize, ActionDistribution distribution, long seed) {
        this(block, new Shape(observationSize), distribution, seed);
    }

    /**
     * Makes an actor-critic over a block that takes observations of some shape, as a convolutional one does.
     *
     * @param block the network; initialised here, from the seed, where it is not yet
     * @param observationShape the shape of one observation
     * @param distribution the family of action distributions
     * @param seed what the initial parameters come from, where the block is not initialised
     * @throws IllegalArgumentException if the block's outputs do not fit
     * @throws IllegalStateException if the platform has no native library of PyTorch
     */
    public DjlActorCritic(Block block, Shape observationShape, ActionDistribution distribution, long seed) {
        this.block = block;
        this.observationShape = observationShape;
        this.distribution = distribution;
        if (!OWNED.add(block)) {
            throw new IllegalArgumentException("a block can belong to one network only, and this "
                    + block.getClass().getSimpleName()
                    + " has served another one: make a new block for each, inside the factory");
        }
        manager = managerFor(block);
        try {
            if (!block.isInitialized()) {
                initialize(block, manager, new Shape(1).addAll(observationShape), seed);
            }
            shapes = trainableShapes(block);
            boundaries = boundaries(shapes);
            blockParameterCount = Math.toIntExact(
                    shapes.values().stream().mapToLong(Shape::size).sum());
            outputSize = policyOutputSize();
            parameters = new float[blockParameterCount + distribution.parameterSize() - outputSize];
            gradient = new float[parameters.length];
            readBlock();
        } catch (RuntimeException e) {
            OWNED.remove(block);
            manager.close();
            throw e;
        }
    }

    /**
     * The network of the PPO literature on DJL: tanh perceptrons, for a Gaussian with free log standard deviations.
     *
     * @param shared whether policy and values share their hidden layers
     * @param hiddenSizes the units of each hidden layer, as in 64, 64
     * @return what makes it
     */
    public static ActorCriticFactory perceptron(boolean shared, int... hiddenSizes) {
        return new DjlPerceptronFactory(
                shared, Arrays.stream(hiddenSizes).boxed().toList());
    }

    @Override
    public int observationSize() {
        return Math.toIntExact(observationShape.size());
    }

    @Override
    public ActionDistribution distribution() {
        return distribution;
    }

    @Override
    public float[] parameters() {
        return parameters;
    }

    @Override
    public float[] gradient() {
        return gradient;
    }

    @Override
    public void parametersChanged() {
        inference = closed(inference);
    }

    /**
     * {@return the block, with the present parameters written into it, to be saved or used with DJL}
     */
    public Block block() {
        int offset = 0;
        for (Map.Entry<Parameter, Shape> entry : shapes.entrySet()) {
            int size = (int) entry.getValue().size();
            entry.getKey().getArray().set(FloatBuffer.wrap(parameters, offset, size));
            offset += size;
        }
        return block;
    }

    /**
     * {@return the number of arrays that this object holds in native memory now; constant from update to update}
     */
    public int liveArrays() {
        return manager.getManagedArrays().size()
                + (inference == null ? 0 : inference.manager.getManagedArrays().size())
                + (training == null ? 0 : training.manager.getManagedArrays().size());
    }

    @Override
    public void evaluate(float[] observations, int n, float[] distributionParameters, float[] values) {
        ArrayChecks.requireOutputs(this, observations, n, distributionParameters, values);
        if (inference == null) {
            inference = new Binding(false);
        }
        try (NDManager step = inference.manager.newSubManager()) {
            NDArray output = output(inference, step, observations, n, false);
            copyOutput(output.toFloatArray(), n, distributionParameters, values);
        }
    }

    @Override
    public void forward(float[] observations, int n, float[] distributionParameters, float[] values) {
        ArrayChecks.requireOutputs(this, observations, n, distributionParameters, values);
        training = closed(training);
        boolean gradMode = JniUtils.isGradMode();
        // DJL's GradientCollector does the same but admits only one thread of the whole JVM at a time.
        JniUtils.setGradMode(true);
        try {
            training = new Binding(true);
            trainingOutput = output(training, training.manager, observations, n, true);
            copyOutput(trainingOutput.toFloatArray(), n, distributionParameters, values);
        } catch (RuntimeException e) {
            training = closed(training);
            throw e;
        } finally {
            JniUtils.setGradMode(gradMode);
        }
    }

    @Override
    public void backward(float[] distributionGradient, float[] valueGradient) {
        if (training == null) {
            throw new IllegalStateException("backward needs a forward before it, one for each backward");
        }
        int n = Math.toIntExact(trainingOutput.getShape().get(0));
        ArrayChecks.requireLength(
                "distributionGradient", distributionGradient, (long) n * distribution.parameterSize());
        ArrayChecks.requireLength("valueGradient", valueGradient, n);
        NDArray outputGradient = training.manager.create(
                joinGradients(n, distributionGradient, valueGradient), new Shape(n, outputSize + 1L));
        JniUtils.backward((PtNDArray) trainingOutput, (PtNDArray) outputGradient, false, false);
        NDArray flat = training.leaf.getGradient();
        System.arraycopy(flat.toFloatArray(), 0, gradient, 0, blockParameterCount);
        training = closed(training);
    }

    @Override
    public void close() {
        training = closed(training);
        inference = closed(inference);
        manager.close();
    }

    private NDArray output(Binding binding, NDManager step, float[] observations, int n, boolean train) {
        FloatBuffer buffer = FloatBuffer.wrap(observations, 0, n * observationSize());
        NDArray input = step.create(buffer, new Shape(n).addAll(observationShape), DataType.FLOAT32);
        NDList outputs = block.forward(binding, new NDList(input), train, null);
        NDArray policy = outputs.get(0);
        NDArray joined = NDArrays.concat(new NDList(policy, outputs.get(1).reshape(n, 1)), 1);
        joined.attach(step);
        for (NDArray array : outputs) {
            array.attach(step);
        }
        return joined;
    }

    private void copyOutput(float[] output, int n, float[] distributionParameters, float[] values) {
        int width = distribution.parameterSize();
        for (int i = 0; i < n; i++) {
            int row = i * (outputSize + 1);
            System.arraycopy(output, row, distributionParameters, i * width, outputSize);
            System.arraycopy(
                    parameters,
                    blockParameterCount,
                    distributionParameters,
                    i * width + outputSize,
                    width - outputSize);
            values[i] = output[row + outputSize];
        }
    }

    private float[] joinGradients(int n, float[] distributionGradient, float[] valueGradient) {
        int width = distribution.parameterSize();
        float[] joined = new float[n * (outputSize + 1)];
        Arrays.fill(gradient, blockParameterCount, gradient.length, 0);
        for (int i = 0; i < n; i++) {
            System.arraycopy(distributionGradient, i * width, joined, i * (outputSize + 1), outputSize);
            joined[i * (outputSize + 1) + outputSize] = valueGradient[i];
            for (int j = outputSize; j < width; j++) {
                gradient[blockParameterCount + j - outputSize] += distributionGradient[i * width + j];
            }
        }
        return joined;
    }

    private int policyOutputSize() {
        Shape[] outputs = block.getOutputShapes(new Shape[] {new Shape(1).addAll(observationShape)});
        int all = distribution.parameterSize();
        int least = distribution instanceof Categorical ? all : all - distribution.actionSize();
        if (outputs.length != 2
                || outputs[0].dimension() != 2
                || outputs[0].get(1) > all
                || outputs[0].get(1) < least
                || outputs[1].size() != 1) {
            throw new IllegalArgumentException("the block must give the policy's output [n][k], k "
                    + (least == all ? "" + all : least + " to " + all)
                    + ", and the values [n] or [n][1], but for one observation it gives "
                    + Arrays.toString(outputs));
        }
        return Math.toIntExact(outputs[0].get(1));
    }

    private void readBlock() {
        int offset = 0;
        for (Parameter parameter : shapes.keySet()) {
            float[] array = parameter.getArray().toFloatArray();
            System.arraycopy(array, 0, parameters, offset, array.length);
            offset += array.length;
        }
    }

    private static Map<Parameter, Shape> trainableShapes(Block block) {
        Map<Parameter, Shape> shapes = new LinkedHashMap<>();
        for (Pair<String, Parameter> entry : block.getParameters()) {
            if (entry.getValue().requiresGradient()) {
                shapes.put(entry.getValue(), entry.getValue().getArray().getShape());
            }
        }
        return shapes;
    }

    private static long[] boundaries(Map<Parameter, Shape> shapes) {
        long[] sizes = shapes.values().stream().mapToLong(Shape::size).toArray();
        Arrays.parallelPrefix(sizes, Long::sum);
        return Arrays.copyOf(sizes, Math.max(0, sizes.length - 1));
    }

    private static Binding closed(Binding binding) {
        if (binding != null) {
            binding.manager.close();
        }
        return null;
    }

    private static NDManager managerFor(Block block) {
        try {
            return newManager();
        } catch (RuntimeException e) {
            OWNED.remove(block);
            throw e;
        }
    }

    private static NDManager newManager() {
        // A run is one thread, so that runs side by side do not fight for cores and sums have one order.
        for (String threads : new String[] {"ai.djl.pytorch.num_threads", "ai.djl.pytorch.num_interop_threads"}) {
            if (System.getProperty(threads) == null) {
                System.setProperty(threads, "1");
            }
        }
        try {
            return NDManager.newBaseManager(Device.cpu(), "PyTorch");
        } catch (EngineException | LinkageError | IllegalStateException e) {
            throw new IllegalStateException(
                    "DJL's PyTorch has no native library that loads on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch")
                            + " (there is one for Linux x86_64, macOS aarch64 and Windows"
                            + " x86_64), so DJL networks cannot be used here: " + e.getMessage(),
                    e);
        }
    }

    /** The engine has one generator for the whole JVM, so only one block at a time is initialised. */
    private static synchronized void initialize(Block block, NDManager manager, Shape input, long seed) {
        Engine.getEngine("PyTorch").setRandomSeed((int) (seed ^ (seed >>> 32)));
        block.initialize(manager, DataType.FLOAT32, input);
    }

    /** Stands in for the parameters of the block: views of one flat array. */
    private final class Binding extends ParameterStore {
        private final NDManager manager;
        private final NDArray leaf;
        private final Map<Parameter, NDArray> views = new IdentityHashMap<>();

        Binding(boolean differentiable) {
            manager = DjlActorCritic.this.manager.newSubManager();
            leaf = manager.create(
                    FloatBuffer.wrap(parameters, 0, blockParameterCount),
                    new Shape(blockParameterCount),
                    DataType.FLOAT32);
            leaf.setRequiresGradient(differentiable);
            NDList parts = leaf.split(boundaries, 0);
            int i = 0;
            for (Map.Entry<Parameter, Shape> entry : shapes.entrySet()) {
                views.put(entry.getKey(), parts.get(i++).reshape(entry.getValue()));
            }
        }

        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            NDArray view = views.get(parameter);
            return view != null || parameter == null ? view : parameter.getArray();
        }

        @Override
        public NDManager getManager() {
            return manager;
        }
    }
}
