package proximal.policy;

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
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * An actor-critic over any DJL {@link Block}, differentiated by PyTorch's autograd.
 *
 * <p>The block takes observations [n][observationShape] and gives two arrays: the policy's output [n][k] and the values
 * [n] or [n][1]. A block serves one network. Where k is smaller than the distribution's parameterSize, the trailing parameters of the distribution are
 * free parameters, the same for all states and 0 at first: a block that gives the means of a Gaussian gets state-independent
 * log standard deviations, as in the PPO paper.
 *
 * <p>A block should have no state beside its parameters. With batch normalisation, whose running averages are in no
 * checkpoint, an interrupted run begins anew. Dropout is not supported where runs are to be reproduced: it draws from the one
 * generator of PyTorch, which all runs of the process share.
 *
 * <p>The truth is the flat array {@link #parameters()}: the parameters of the block in the block's order, then the free
 * ones. The block computes on views of a copy of it, so that one array crosses to PyTorch and one gradient comes back, however
 * many layers there are. Every array has an owner: what a step makes is freed at its end.
 *
 * <p>Copy: with the library.
 */
public final class DjlActorCritic implements ActorCritic {
    private static final Set<Block> OWNED = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final Block block;
    private final Shape observationShape;
    private final ActionDistribution distribution;
    private final int outputSize;
    private final NDManager manager;
    private final List<Parameter> trainable;
    private final float[] parameters;
    private final float[] gradient;
    private final int blockParameterCount;
    /** Null before it is needed. */
    private DjlBinding binding;

    private boolean changed;
    /** Owns what the last forward computed; null where there was none with the present parameters. */
    private NDManager training;

    private NDArray trainingInput;
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
        manager = DjlPlatform.newManager();
        if (!OWNED.add(block)) {
            manager.close();
            throw new IllegalArgumentException("a block can belong to one network only, and this "
                    + block.getClass().getSimpleName()
                    + " has served another one: make a new block for each, inside the factory");
        }
        try {
            if (!block.isInitialized()) {
                DjlPlatform.initialize(block, manager, new Shape(1).addAll(observationShape), seed);
            }
            trainable = block.getParameters().values().stream()
                    .filter(Parameter::requiresGradient)
                    .distinct()
                    .toList();
            blockParameterCount = Math.toIntExact(trainable.stream()
                    .mapToLong(parameter -> parameter.getArray().size())
                    .sum());
            outputSize = policyOutputSize();
            parameters = new float[blockParameterCount + distribution.parameterSize() - outputSize];
            gradient = new float[parameters.length];
            int offset = 0;
            for (Parameter parameter : trainable) {
                float[] array = parameter.getArray().toFloatArray();
                System.arraycopy(array, 0, parameters, offset, array.length);
                offset += array.length;
            }
            parametersChanged();
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
        distribution.bound(parameters, blockParameterCount, parameters.length - blockParameterCount);
        changed = true;
        training = closed(training);
    }

    /** Opens the owner of a step on the present parameters. */
    private NDManager begin() {
        if (binding == null) {
            binding = withGradients(() -> new DjlBinding(manager, trainable, flat(), true));
        } else if (changed) {
            binding.set(flat());
        }
        changed = false;
        NDManager step = binding.getManager().newSubManager();
        binding.lend(step);
        return step;
    }

    /** DJL's GradientCollector does the same but admits only one thread of the whole JVM at a time. */
    private static <T> T withGradients(Supplier<T> job) {
        boolean gradMode = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try {
            return job.get();
        } finally {
            JniUtils.setGradMode(gradMode);
        }
    }

    /**
     * {@return the block, with the present parameters written into it, to be saved or used with DJL}
     */
    public Block block() {
        int offset = 0;
        for (Parameter parameter : trainable) {
            int size = (int) parameter.getArray().size();
            parameter.getArray().set(FloatBuffer.wrap(parameters, offset, size));
            offset += size;
        }
        return block;
    }

    /**
     * {@return the number of arrays that this object holds in native memory now; constant from update to update}
     */
    public int liveArrays() {
        return Stream.of(manager, binding == null ? null : binding.getManager(), training)
                .filter(Objects::nonNull)
                .mapToInt(owner -> owner.getManagedArrays().size())
                .sum();
    }

    @Override
    public void evaluate(float[] observations, int n, float[] distributionParameters, float[] values) {
        ArrayChecks.requireOutputs(this, observations, n, distributionParameters, values);
        try (NDManager step = begin()) {
            NDArray output = output(binding, step, input(step, observations, n), false);
            copyOutput(output.toFloatArray(), n, distributionParameters, values);
        }
    }

    @Override
    public void forward(float[] observations, int n, float[] distributionParameters, float[] values) {
        ArrayChecks.requireOutputs(this, observations, n, distributionParameters, values);
        training = closed(training);
        training = begin();
        try {
            trainingInput = input(training, observations, n);
            trainingOutput = withGradients(() -> output(binding, training, trainingInput, true));
            copyOutput(trainingOutput.toFloatArray(), n, distributionParameters, values);
        } catch (RuntimeException e) {
            training = closed(training);
            throw e;
        }
    }

    @Override
    public void backward(float[] distributionGradient, float[] valueGradient) {
        int n = requireForward("backward");
        ArrayChecks.requireGradients(this, n, distributionGradient, valueGradient);
        try (NDArray outputGradient =
                training.create(joinGradients(n, distributionGradient, valueGradient), new Shape(n, outputSize + 1L))) {
            JniUtils.backward((PtNDArray) trainingOutput, (PtNDArray) outputGradient, true, false);
        }
        try (NDArray sum = binding.leaf().getGradient()) {
            System.arraycopy(sum.toFloatArray(), 0, gradient, 0, blockParameterCount);
        }
        // PyTorch adds the next gradient to this one.
        JniUtils.zeroGrad((PtNDArray) binding.leaf());
    }

    /**
     * Computes the derivative by a central difference in double precision: [f(parameters + h direction) - f(parameters - h
     * direction)] / (2 h) with h = 1e-5 / |direction|, f being what {@link #evaluate} computes. Its error is some 1e-10 of
     * the derivative for a smooth network, far below single precision; across the kink of a ReLU it averages the two slopes.
     * (PyTorch's backward of a backward would be exact, but what DJL offers of it leaks a graph each time.) The block must
     * work on float64, as those of DJL's own layers do.
     */
    @Override
    public void tangent(float[] direction, float[] distributionTangent) {
        int n = requireForward("tangent");
        int width = distribution.parameterSize();
        ArrayChecks.requireLength("direction", direction, parameters.length);
        ArrayChecks.requireLength("distributionTangent", distributionTangent, (long) n * width);
        double norm = 0;
        for (int i = 0; i < blockParameterCount; i++) {
            norm += (double) direction[i] * direction[i];
        }
        double step = norm > 0 ? 1e-5 / Math.sqrt(norm) : 1;
        double[] above = movedOutput(direction, step);
        double[] below = movedOutput(direction, -step);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < outputSize; j++) {
                int at = i * (outputSize + 1) + j;
                distributionTangent[i * width + j] = (float) ((above[at] - below[at]) / (2 * step));
            }
            int free = i * width + outputSize;
            System.arraycopy(direction, blockParameterCount, distributionTangent, free, width - outputSize);
        }
    }

    /** The outputs for the observations of the last forward at parameters + step * direction, in double precision. */
    private double[] movedOutput(float[] direction, double step) {
        double[] moved = new double[blockParameterCount];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = parameters[i] + step * direction[i];
        }
        DjlBinding there = new DjlBinding(manager, trainable, DoubleBuffer.wrap(moved), false);
        try (NDManager owner = there.getManager()) {
            NDArray input = trainingInput.toType(DataType.FLOAT64, true);
            input.attach(owner);
            return output(there, owner, input, false).toDoubleArray();
        }
    }

    private int requireForward(String caller) {
        if (training == null) {
            throw new IllegalStateException(caller + " needs a forward with the present parameters before it");
        }
        return Math.toIntExact(trainingOutput.getShape().get(0));
    }

    @Override
    public void close() {
        training = closed(training);
        manager.close();
    }

    private NDArray input(NDManager step, float[] observations, int n) {
        FloatBuffer buffer = FloatBuffer.wrap(observations, 0, n * observationSize());
        return step.create(buffer, new Shape(n).addAll(observationShape), DataType.FLOAT32);
    }

    private NDArray output(DjlBinding binding, NDManager step, NDArray input, boolean train) {
        NDList outputs = block.forward(binding, new NDList(input), train, null);
        NDArray policy = outputs.get(0);
        NDArray values = outputs.get(1).reshape(input.getShape().get(0), 1);
        NDArray joined = NDArrays.concat(new NDList(policy, values), 1);
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
            int free = i * width + outputSize;
            System.arraycopy(parameters, blockParameterCount, distributionParameters, free, width - outputSize);
            values[i] = output[row + outputSize];
        }
    }

    private float[] joinGradients(int n, float[] distributionGradient, float[] valueGradient) {
        int width = distribution.parameterSize();
        float[] joined = new float[n * (outputSize + 1)];
        Arrays.fill(gradient, blockParameterCount, gradient.length, 0);
        for (int i = 0; i < n; i++) {
            if (valueGradient != null) {
                joined[i * (outputSize + 1) + outputSize] = valueGradient[i];
            }
            if (distributionGradient == null) {
                continue;
            }
            System.arraycopy(distributionGradient, i * width, joined, i * (outputSize + 1), outputSize);
            for (int j = outputSize; j < width; j++) {
                gradient[blockParameterCount + j - outputSize] += distributionGradient[i * width + j];
            }
        }
        return joined;
    }

    private int policyOutputSize() {
        Shape[] outputs = block.getOutputShapes(new Shape[] {new Shape(1).addAll(observationShape)});
        int all = distribution.parameterSize();
        int least = all - distribution.freeParameters();
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

    private FloatBuffer flat() {
        return FloatBuffer.wrap(parameters, 0, blockParameterCount);
    }

    private static NDManager closed(NDManager owner) {
        if (owner != null) {
            owner.close();
        }
        return null;
    }
}
