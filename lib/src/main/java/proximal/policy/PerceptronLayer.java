package proximal.policy;

import java.util.random.RandomGenerator;

/**
 * One linear layer y = W x + b of a perceptron: where its W [outputs][inputs] and b stand in the flat array of parameters,
 * copies of them in the padded layouts that the kernels read, and the padded gradient that the kernels write.
 */
final class PerceptronLayer {
    final int inputs;
    final int outputs;
    /** The padded widths: the strides of activations. */
    final int inputStride;

    final int outputStride;

    private final Kernels kernels;
    private final int offset;
    private final float[] transposed;
    private final float[] bias;
    private final float[] weightGradient;
    private final float[] biasGradient;
    private final float[] zeros;

    /** W itself as the parameters have it, or its copy where its rows need padding; null where dX is not asked for. */
    private final float[] padded;

    private final int paddedOffset;

    /** As transposed and bias, of a direction in the parameters; null until one is loaded. */
    private float[] directionTransposed;

    private float[] directionBias;

    /**
     * Makes room for the layer.
     *
     * @param inputGradient whether {@link #inputGradient} will be called
     */
    PerceptronLayer(Kernels kernels, float[] parameters, int offset, int inputs, int outputs, boolean inputGradient) {
        this.kernels = kernels;
        this.offset = offset;
        this.inputs = inputs;
        this.outputs = outputs;
        inputStride = pad(inputs, kernels.lanes());
        outputStride = pad(outputs, kernels.lanes());
        transposed = new float[inputs * outputStride];
        bias = new float[outputStride];
        weightGradient = new float[pad(outputs, Kernels.ROWS) * inputStride];
        biasGradient = new float[outputStride];
        zeros = new float[inputStride];
        boolean fits = inputs == inputStride;
        padded = !inputGradient ? null : fits ? parameters : new float[outputs * inputStride];
        paddedOffset = fits ? offset : 0;
    }

    static int pad(int size, int multiple) {
        return (size + multiple - 1) / multiple * multiple;
    }

    static int parameterCount(int inputs, int outputs) {
        return outputs * inputs + outputs;
    }

    /** Draws the initial parameters: see {@link PerceptronConfig#withOrthogonal}. */
    void initialize(float[] parameters, boolean orthogonal, double gain, RandomGenerator random) {
        if (orthogonal) {
            OrthogonalInitialization.fill(parameters, offset, outputs, inputs, gain, random);
            return;
        }
        double bound = 1 / Math.sqrt(inputs);
        for (int i = 0; i < parameterCount(inputs, outputs); i++) {
            parameters[offset + i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
    }

    /** Takes the parameters over into the padded layouts. */
    void load(float[] parameters) {
        transpose(parameters, transposed);
        if (padded != null && padded != parameters) {
            for (int o = 0; o < outputs; o++) {
                System.arraycopy(parameters, offset + o * inputs, padded, o * inputStride, inputs);
            }
        }
        System.arraycopy(parameters, offset + outputs * inputs, bias, 0, outputs);
    }

    /** Takes a direction in the parameters over into the padded layouts, for {@link #tangent}. */
    void loadDirection(float[] direction) {
        if (directionBias == null) {
            directionTransposed = new float[transposed.length];
            directionBias = new float[outputStride];
        }
        transpose(direction, directionTransposed);
        System.arraycopy(direction, offset + outputs * inputs, directionBias, 0, outputs);
    }

    /** Four rows at a time, which is twice as fast as one. */
    private void transpose(float[] parameters, float[] transposed) {
        int o = 0;
        for (; o + 4 <= outputs; o += 4) {
            int row0 = offset + o * inputs;
            int row1 = row0 + inputs;
            int row2 = row1 + inputs;
            int row3 = row2 + inputs;
            int to = o;
            for (int i = 0; i < inputs; i++) {
                transposed[to] = parameters[row0 + i];
                transposed[to + 1] = parameters[row1 + i];
                transposed[to + 2] = parameters[row2 + i];
                transposed[to + 3] = parameters[row3 + i];
                to += outputStride;
            }
        }
        for (; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                transposed[i * outputStride + o] = parameters[offset + o * inputs + i];
            }
        }
    }

    /** Y = X W^T + b, where X and Y begin at given rows. */
    void forward(float[] x, int xRow, float[] y, int yRow, int rows) {
        multiply(x, xRow, transposed, bias, 0, y, yRow, rows);
    }

    /**
     * The derivative of Y in the direction (D, d) of the last {@link #loadDirection}: X D^T + d + dX W^T.
     *
     * @param dx the derivative of X, beginning at row 0, or null where X does not depend on the parameters
     * @param dy filled with the derivative of Y, beginning at row 0
     */
    void tangent(float[] x, int xRow, float[] dx, float[] dy, int rows) {
        multiply(x, xRow, directionTransposed, directionBias, 0, dy, 0, rows);
        if (dx != null) {
            multiply(dx, 0, transposed, dy, outputStride, dy, 0, rows);
        }
    }

    private void multiply(
            float[] x, int xRow, float[] weights, float[] start, int startStride, float[] y, int yRow, int rows) {
        kernels.multiply(
                rows,
                inputs,
                outputs,
                x,
                xRow * inputStride,
                inputStride,
                1,
                weights,
                0,
                outputStride,
                start,
                0,
                startStride,
                y,
                yRow * outputStride,
                outputStride);
    }

    /** dX = dY W, added to dX or in its place. */
    void inputGradient(float[] dy, float[] dx, int rows, boolean add) {
        kernels.multiply(
                rows,
                outputs,
                inputs,
                dy,
                0,
                outputStride,
                1,
                padded,
                paddedOffset,
                inputStride,
                add ? dx : zeros,
                0,
                add ? inputStride : 0,
                dx,
                0,
                inputStride);
    }

    /** dW = dY^T X, added to dW or in its place; X begins at a given row. */
    void weightGradient(float[] dy, float[] x, int xRow, int rows, boolean add) {
        kernels.multiply(
                outputs,
                rows,
                inputs,
                dy,
                0,
                1,
                outputStride,
                x,
                xRow * inputStride,
                inputStride,
                add ? weightGradient : zeros,
                0,
                add ? inputStride : 0,
                weightGradient,
                0,
                inputStride);
    }

    /** Where the kernels add up the gradient of the bias. */
    float[] biasGradient() {
        return biasGradient;
    }

    /** Hands the gradient over into the flat array. */
    void store(float[] gradient) {
        for (int o = 0; o < outputs; o++) {
            System.arraycopy(weightGradient, o * inputStride, gradient, offset + o * inputs, inputs);
        }
        System.arraycopy(biasGradient, 0, gradient, offset + outputs * inputs, outputs);
    }
}
