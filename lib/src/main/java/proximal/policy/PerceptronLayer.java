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
    private final Matrix transposed;
    private final Matrix bias;
    private final Matrix weightGradient;
    private final float[] biasGradient;
    private final Matrix zeros;

    /** W itself as the parameters have it, or its copy where its rows need padding; null where dX is not asked for. */
    private final Matrix padded;

    /** Views of the activations, or of their derivatives, that a product is about. */
    private final Matrix input;

    private final Matrix output;
    private final Matrix outputTransposed;

    /** As transposed and bias, of a direction in the parameters; null until one is loaded. */
    private Matrix directionTransposed;

    private Matrix directionBias;

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
        transposed = new Matrix(new float[inputs * outputStride], 0, outputStride);
        bias = new Matrix(new float[outputStride], 0, 0);
        weightGradient = new Matrix(new float[pad(outputs, Kernels.ROWS) * inputStride], 0, inputStride);
        biasGradient = new float[outputStride];
        zeros = new Matrix(new float[inputStride], 0, 0);
        input = new Matrix(inputStride, 1);
        output = new Matrix(outputStride, 1);
        outputTransposed = new Matrix(1, outputStride);
        if (!inputGradient) {
            padded = null;
        } else if (inputs == inputStride) {
            padded = new Matrix(parameters, offset, inputStride);
        } else {
            padded = new Matrix(new float[outputs * inputStride], 0, inputStride);
        }
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
        load(parameters, transposed, bias);
        if (padded != null && padded.array != parameters) {
            for (int o = 0; o < outputs; o++) {
                System.arraycopy(parameters, offset + o * inputs, padded.array, o * inputStride, inputs);
            }
        }
    }

    /** Takes a direction in the parameters over into the padded layouts, for {@link #tangent}. */
    void loadDirection(float[] direction) {
        if (directionBias == null) {
            directionTransposed = new Matrix(new float[transposed.array.length], 0, outputStride);
            directionBias = new Matrix(new float[outputStride], 0, 0);
        }
        load(direction, directionTransposed, directionBias);
    }

    private void load(float[] parameters, Matrix transposed, Matrix bias) {
        transpose(parameters, transposed.array);
        System.arraycopy(parameters, offset + outputs * inputs, bias.array, 0, outputs);
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
        input.over(x, xRow * inputStride);
        kernels.multiply(rows, inputs, outputs, input, transposed, bias, output.over(y, yRow * outputStride));
    }

    /**
     * The derivative of Y in the direction (D, d) of the last {@link #loadDirection}: X D^T + d + dX W^T.
     *
     * @param dx the derivative of X, beginning at row 0, or null where X does not depend on the parameters
     * @param dy filled with the derivative of Y, beginning at row 0
     */
    void tangent(float[] x, int xRow, float[] dx, float[] dy, int rows) {
        output.over(dy, 0);
        input.over(x, xRow * inputStride);
        kernels.multiply(rows, inputs, outputs, input, directionTransposed, directionBias, output);
        if (dx != null) {
            kernels.multiply(rows, inputs, outputs, input.over(dx, 0), transposed, output, output);
        }
    }

    /** dX = dY W, added to dX or in its place. */
    void inputGradient(float[] dy, float[] dx, int rows, boolean add) {
        Matrix target = input.over(dx, 0);
        kernels.multiply(rows, outputs, inputs, output.over(dy, 0), padded, add ? target : zeros, target);
    }

    /** dW = dY^T X, added to dW or in its place; X begins at a given row. */
    void weightGradient(float[] dy, float[] x, int xRow, int rows, boolean add) {
        Matrix start = add ? weightGradient : zeros;
        input.over(x, xRow * inputStride);
        kernels.multiply(outputs, rows, inputs, outputTransposed.over(dy, 0), input, start, weightGradient);
    }

    /** Where the kernels add up the gradient of the bias. */
    float[] biasGradient() {
        return biasGradient;
    }

    /** Hands the gradient over into the flat array. */
    void store(float[] gradient) {
        for (int o = 0; o < outputs; o++) {
            System.arraycopy(weightGradient.array, o * inputStride, gradient, offset + o * inputs, inputs);
        }
        System.arraycopy(biasGradient, 0, gradient, offset + outputs * inputs, outputs);
    }
}
