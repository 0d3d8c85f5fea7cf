package proximal.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import proximal.environment.Require;
import proximal.policy.DjlBinding;
import proximal.policy.DjlPlatform;
import proximal.record.Disk;
import proximal.update.Adam;

/**
 * A {@link Gpt} with its parameters in one flat array, and Adam on them. What a step makes in native memory is freed at its
 * end. Not thread-safe; models on threads of their own run side by side.
 *
 * <p>Copy: with the library.
 */
public final class TokenModel implements AutoCloseable {
    private final Gpt block;
    private final NDManager manager = DjlPlatform.newManager();
    private final List<Parameter> trainable;
    private final float[] parameters;
    private final float[] gradient;
    private final Adam adam;
    private DjlBinding inference;

    /**
     * What the network gives for a batch of rows.
     *
     * @param logits [batch, length, vocabulary]
     * @param values [batch, length]
     */
    public record Outputs(NDArray logits, NDArray values) {}

    /**
     * Initialises a network.
     *
     * @param block the network, not yet initialised
     * @param seed what the parameters come from
     * @throws IllegalStateException if the platform has no native library of PyTorch
     */
    public TokenModel(Gpt block, long seed) {
        this.block = block;
        Require.that(!block.isInitialized(), "block", "new, since it serves one model only,", "initialised before");
        DjlPlatform.initialize(block, manager, new Shape(1, block.context()), seed);
        trainable = block.getParameters().values();
        int count = (int) trainable.stream().mapToLong(p -> p.getArray().size()).sum();
        parameters = new float[count];
        gradient = new float[count];
        adam = new Adam(count, 1e-8);
        int offset = 0;
        for (Parameter parameter : trainable) {
            float[] array = parameter.getArray().toFloatArray();
            System.arraycopy(array, 0, parameters, offset, array.length);
            offset += array.length;
        }
    }

    /**
     * {@return a model with the same parameters and a new optimiser}
     */
    public TokenModel copy() {
        TokenModel copy = new TokenModel(block.fresh(), 0);
        System.arraycopy(parameters, 0, copy.parameters, 0, parameters.length);
        return copy;
    }

    /**
     * {@return the network}
     */
    public Gpt block() {
        return block;
    }

    /**
     * {@return all parameters; who changes them calls {@link #parametersChanged} afterwards}
     */
    public float[] parameters() {
        return parameters;
    }

    /** Takes note that {@link #parameters} were written to. */
    public void parametersChanged() {
        if (inference != null) {
            inference.getManager().close();
            inference = null;
        }
    }

    /**
     * {@return the parameters for use without gradients}
     */
    public DjlBinding inference() {
        if (inference == null) {
            inference = new DjlBinding(manager, trainable, FloatBuffer.wrap(parameters), false);
            // It outlives the caller's scope.
            inference.getManager().getManagedArrays().forEach(NDScope::unregister);
        }
        return inference;
    }

    /**
     * Evaluates the network without gradients.
     *
     * @param <T> what is made of the outputs
     * @param tokens the rows
     * @param from the first position whose outputs are wanted
     * @param result makes Java objects of the outputs, which are freed afterwards
     * @return its result
     */
    public <T> T evaluate(TokenRows tokens, int from, Function<Outputs, T> result) {
        DjlBinding binding = inference();
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return result.apply(outputs(binding, tokens, from));
        }
    }

    /**
     * Does one step of Adam on a loss.
     *
     * @param tokens the rows
     * @param from the first position whose outputs are wanted
     * @param loss makes a scalar of the outputs, by differentiable operations; what it makes is freed afterwards
     * @param learningRate finite and not negative
     * @param maxGradNorm the norm that a longer gradient is scaled down to
     * @return the norm of the gradient before
     * @throws IllegalStateException if the loss or the gradient is not finite; the parameters are then as before
     */
    public double step(
            TokenRows tokens, int from, Function<Outputs, NDArray> loss, double learningRate, double maxGradNorm) {
        parametersChanged();
        boolean gradMode = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        DjlBinding binding = new DjlBinding(manager, trainable, FloatBuffer.wrap(parameters), true);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray scalar = loss.apply(outputs(binding, tokens, from));
            double value =
                    scalar.toType(DataType.FLOAT64, false).getDouble(); // DJL's scalar times a number is of float64
            Require.state(Double.isFinite(value), () -> "the loss must be finite but was " + value);
            JniUtils.backward((PtNDArray) scalar, (PtNDArray) scalar.onesLike(), false, false);
            float[] sum = binding.leaf().getGradient().toFloatArray();
            System.arraycopy(sum, 0, gradient, 0, sum.length);
        } finally {
            JniUtils.setGradMode(gradMode);
            binding.getManager().close();
        }
        return adam.step(parameters, gradient, learningRate, maxGradNorm);
    }

    private Outputs outputs(DjlBinding binding, TokenRows tokens, int from) {
        tokens.requireFor(block);
        NDArray array = tokens.array(binding.getManager());
        NDArray padding = tokens.padding(binding.getManager());
        NDArray stream = block.stream(binding, array, padding, null, 0);
        NDArray wanted = from == 0 ? stream : stream.get(":, " + from + ":");
        return new Outputs(block.logits(binding, wanted), block.values(binding, wanted));
    }

    /**
     * {@return the gradient of the last step, before clipping}
     */
    public float[] gradient() {
        return gradient;
    }

    /**
     * {@return the number of arrays that this model holds in native memory now; constant from step to step}
     */
    public int liveArrays() {
        int bound = inference == null
                ? 0
                : inference.getManager().getManagedArrays().size();
        return bound + manager.getManagedArrays().size();
    }

    /**
     * Writes the parameters, 4 bytes each.
     *
     * @param file the file
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void save(Path file) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * parameters.length);
        bytes.asFloatBuffer().put(parameters);
        Disk.save(file, out -> out.write(bytes.array()));
    }

    /**
     * Reads the parameters.
     *
     * @param file a file of {@link #save} by a model of the same sizes
     * @return this
     * @throws java.io.UncheckedIOException if it cannot be read
     * @throws IllegalArgumentException if it holds another number of parameters
     */
    public TokenModel load(Path file) {
        byte[] bytes = Disk.read(file);
        Require.that(
                bytes.length == 4 * parameters.length,
                () -> file + " must hold " + parameters.length + " parameters of 4 bytes each but has " + bytes.length
                        + " bytes");
        ByteBuffer.wrap(bytes).asFloatBuffer().get(parameters);
        parametersChanged();
        return this;
    }

    @Override
    public void close() {
        parametersChanged();
        manager.close();
    }
}
