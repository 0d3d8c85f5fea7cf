package proximal.policy;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import proximal.policy.PerceptronConfig.Activation;

/**
 * Layers one upon the other, perhaps none. {@code activations[0]} is what goes in and {@code activations[l + 1]} what comes
 * out of layer l; the gradients in them are held for one chunk of rows, beginning at row 0, and so are their derivatives in a
 * direction, in the same room.
 */
final class PerceptronTower {
    private final Kernels kernels;
    private final Activation activation;
    private final PerceptronLayer[] layers;
    private final boolean head;
    private final float[][] gradients;

    /**
     * Builds the layers.
     *
     * @param inputGradient where the gradient in the input is written; null if it is not needed
     * @param head whether the last layer is linear
     */
    PerceptronTower(
            Kernels kernels,
            Activation activation,
            float[] parameters,
            int offset,
            int[] sizes,
            boolean head,
            int chunk,
            float[] inputGradient) {
        this.kernels = kernels;
        this.activation = activation;
        this.head = head;
        layers = new PerceptronLayer[sizes.length - 1];
        gradients = new float[sizes.length][];
        gradients[0] = inputGradient;
        int at = offset;
        for (int l = 0; l < layers.length; l++) {
            layers[l] = new PerceptronLayer(kernels, parameters, at, sizes[l], sizes[l + 1], gradients[l] != null);
            gradients[l + 1] = new float[chunk * layers[l].outputStride];
            at += PerceptronLayer.parameterCount(sizes[l], sizes[l + 1]);
        }
    }

    static int parameterCount(int[] sizes) {
        int count = 0;
        for (int l = 1; l < sizes.length; l++) {
            count += PerceptronLayer.parameterCount(sizes[l - 1], sizes[l]);
        }
        return count;
    }

    /** The activations for a number of rows, over those that go in. */
    float[][] activations(float[] input, int rows) {
        float[][] activations = new float[layers.length + 1][];
        activations[0] = input;
        for (int l = 0; l < layers.length; l++) {
            activations[l + 1] = new float[PerceptronLayer.pad(rows, Kernels.ROWS) * layers[l].outputStride];
        }
        return activations;
    }

    void initialize(float[] parameters, boolean orthogonal, double headGain, RandomGenerator random) {
        for (int l = 0; l < layers.length; l++) {
            layers[l].initialize(parameters, orthogonal, hidden(l) ? Math.sqrt(2) : headGain, random);
        }
    }

    void load(float[] parameters) {
        for (PerceptronLayer layer : layers) {
            layer.load(parameters);
        }
    }

    void store(float[] gradient) {
        for (PerceptronLayer layer : layers) {
            layer.store(gradient);
        }
    }

    void forward(float[][] activations, int row, int rows) {
        for (int l = 0; l < layers.length; l++) {
            float[] y = activations[l + 1];
            layers[l].forward(activations[l], row, y, row, rows);
            if (hidden(l)) {
                int stride = layers[l].outputStride;
                if (activation == Activation.TANH) {
                    kernels.tanh(y, row * stride, (row + rows) * stride);
                } else {
                    kernels.relu(y, row * stride, (row + rows) * stride);
                }
            }
        }
    }

    /**
     * Goes back from {@link #outputGradient} to the gradients in weights and biases, and in what went in.
     *
     * @param activations those of the forward pass
     * @param row the first row in them
     * @param rows the number of rows, at most a chunk
     * @param addWeights whether to add to the gradient in the weights of earlier chunks, or to begin anew
     * @param addInput whether to add to the gradient in what went in
     */
    void backward(float[][] activations, int row, int rows, boolean addWeights, boolean addInput) {
        for (int l = layers.length - 1; l >= 0; l--) {
            PerceptronLayer layer = layers[l];
            float[] dy = gradients[l + 1];
            float[] sums = layer.biasGradient();
            if (!addWeights) {
                Arrays.fill(sums, 0);
            }
            if (hidden(l)) {
                multiplyBySlope(l, dy, activations[l + 1], row, rows);
            } else {
                kernels.columnSums(dy, rows, layer.outputStride, sums);
            }
            layer.weightGradient(dy, activations[l], row, rows, addWeights);
            if (gradients[l] != null) {
                layer.inputGradient(dy, gradients[l], rows, l == 0 && addInput);
            }
        }
    }

    void loadDirection(float[] direction) {
        for (PerceptronLayer layer : layers) {
            layer.loadDirection(direction);
        }
    }

    /**
     * Computes the derivative of what comes out, in the direction loaded last, into {@link #outputGradient}; what goes in has
     * the derivative that stands where its gradient would, none if there is no such place.
     *
     * @param activations those of the forward pass
     * @param row the first row in them
     * @param rows the number of rows, at most a chunk
     */
    void tangent(float[][] activations, int row, int rows) {
        for (int l = 0; l < layers.length; l++) {
            float[] tangent = gradients[l + 1];
            layers[l].tangent(activations[l], row, gradients[l], tangent, rows);
            if (hidden(l)) {
                multiplyBySlope(l, tangent, activations[l + 1], row, rows); // The sums are of no use here.
            }
        }
    }

    /** Multiplies by the slope of a hidden layer's activation, and adds the column sums to the gradient of its bias. */
    private void multiplyBySlope(int layer, float[] gradient, float[] y, int row, int rows) {
        int stride = layers[layer].outputStride;
        float[] sums = layers[layer].biasGradient();
        if (activation == Activation.TANH) {
            kernels.tanhSlope(gradient, rows, stride, y, row * stride, sums);
        } else {
            kernels.reluSlope(gradient, rows, stride, y, row * stride, sums);
        }
    }

    /** The gradient in what comes out, [chunk][padded width]; null if there are no layers. */
    float[] outputGradient() {
        return gradients[layers.length];
    }

    /** Copies rows of what came out from the padded layout to rows of another width. */
    void give(float[] output, int row, int rows, float[] target, int targetRow, int width) {
        PerceptronLayer last = layers[layers.length - 1];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(output, (row + r) * last.outputStride, target, (targetRow + r) * width, last.outputs);
        }
    }

    /** Copies rows of gradients in what came out to the padded layout. */
    void take(float[] source, int sourceRow, int rows, int width) {
        PerceptronLayer last = layers[layers.length - 1];
        for (int r = 0; r < rows; r++) {
            int at = r * last.outputStride;
            System.arraycopy(source, (sourceRow + r) * width, outputGradient(), at, last.outputs);
        }
    }

    private boolean hidden(int layer) {
        return !head || layer < layers.length - 1;
    }
}
