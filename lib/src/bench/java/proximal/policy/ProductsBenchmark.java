package proximal.policy;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The bare matrix products of a minibatch update of 64 samples (observation 17, action 6, 2x64 units for policy and for
 * value): forward, gradient of the input and gradient of the weights; and the product of two 64x64 matrices.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class ProductsBenchmark {
    private static final int SAMPLES = 64;
    private static final int[][] TOWERS = {{17, 64, 64, 6}, {17, 64, 64, 1}};

    /** Floating-point operations of {@link #update}. */
    public static final double UPDATE_OPERATIONS = operations();

    /** Floating-point operations of {@link #product}. */
    public static final double PRODUCT_OPERATIONS = 2.0 * 64 * 64 * 64;

    private final Kernels kernels = Kernels.preferred();
    private final PerceptronLayer[][] layers = new PerceptronLayer[TOWERS.length][3];
    private final float[][][] activations = new float[TOWERS.length][4][];
    private final float[][][] gradients = new float[TOWERS.length][4][];
    private final Matrix a = new Matrix(numbers(64 * 64), 0, 64);
    private final Matrix b = new Matrix(numbers(64 * 64), 0, 64);
    private final Matrix c = new Matrix(new float[64 * 64], 0, 64);
    private final Matrix zeros = new Matrix(new float[64], 0, 0);

    /** Makes random matrices of the sizes. */
    public ProductsBenchmark() {
        for (int t = 0; t < TOWERS.length; t++) {
            for (int l = 0; l < 3; l++) {
                int inputs = TOWERS[t][l];
                int outputs = TOWERS[t][l + 1];
                float[] parameters = numbers(PerceptronLayer.parameterCount(inputs, outputs));
                layers[t][l] = new PerceptronLayer(kernels, parameters, 0, inputs, outputs, l > 0);
                layers[t][l].load(parameters);
                activations[t][l] = numbers(SAMPLES * layers[t][l].inputStride);
                activations[t][l + 1] = numbers(SAMPLES * layers[t][l].outputStride);
                gradients[t][l] = numbers(SAMPLES * layers[t][l].inputStride);
                gradients[t][l + 1] = numbers(SAMPLES * layers[t][l].outputStride);
            }
        }
    }

    private static float[] numbers(int size) {
        Random random = new Random(size);
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextGaussian() / 64;
        }
        return numbers;
    }

    private static double operations() {
        double operations = 0;
        for (int[] sizes : TOWERS) {
            for (int l = 0; l < 3; l++) {
                operations += (l == 0 ? 2 : 3) * 2.0 * SAMPLES * sizes[l] * sizes[l + 1];
            }
        }
        return operations;
    }

    /** All products of an update. */
    @Benchmark
    public void update() {
        for (int t = 0; t < TOWERS.length; t++) {
            for (int l = 0; l < 3; l++) {
                layers[t][l].forward(activations[t][l], 0, activations[t][l + 1], 0, SAMPLES);
            }
            for (int l = 2; l >= 0; l--) {
                layers[t][l].weightGradient(gradients[t][l + 1], activations[t][l], 0, SAMPLES, false);
                if (l > 0) {
                    layers[t][l].inputGradient(gradients[t][l + 1], gradients[t][l], SAMPLES, false);
                }
            }
        }
    }

    /** The product of two 64x64 matrices. */
    @Benchmark
    public void product() {
        kernels.multiply(64, 64, 64, a, b, zeros, c);
    }
}
