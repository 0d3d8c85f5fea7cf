package proximal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Oracle of the tangent: Math.tanh, over floats of all magnitudes. The products are tested with the whole network. */
class KernelsTest {
    private static final List<Kernels> BOTH = List.of(new SimdKernels(), new PlainKernels());

    @Test
    void tanhIsWithinItsBoundEverywhere() {
        int block = 1 << 12;
        float[] x = new float[2 * block];
        for (Kernels kernels : BOTH) {
            int stride = 997;
            for (int bits = 1; bits < Float.floatToIntBits(1e30f); bits += stride * block) {
                for (int i = 0; i < block; i++) {
                    x[i] = Float.intBitsToFloat(bits + i * stride);
                    x[block + i] = -x[i];
                }
                float[] y = x.clone();
                kernels.tanh(y, 0, y.length);
                double worst = 0;
                for (int i = 0; i < block; i++) {
                    double tanh = Math.tanh(x[i]);
                    worst = Math.max(worst, (Math.abs(y[i] - tanh) - Float.MIN_VALUE) / tanh);
                    worst = y[i] > 1 || y[i] != -y[block + i] ? Double.NaN : worst;
                }
                assertThat(worst).isLessThan(RationalTanh.ERROR);
            }
        }
    }

    /** Over floats of all magnitudes and both signs, zeros, infinities and NaN among them. */
    @Test
    void bothGiveTheSameBits() {
        int block = 1 << 12;
        Random random = new Random(1);
        float[] sums = new float[block];
        for (int trial = 0; trial < 200; trial++) {
            float[] x = new float[block];
            for (int i = 0; i < block; i++) {
                x[i] = trial % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextGaussian();
                x[i] = random.nextInt(50) == 0 ? 0 * x[i] : x[i];
            }
            float[] y = Arrays.copyOf(x, block);
            new SimdKernels().tanh(y, 0, block);
            bits(kernels -> applied(x, z -> kernels.tanh(z, 0, block)));
            bits(kernels -> applied(x, z -> kernels.relu(z, 0, block)));
            bits(kernels -> applied(x, z -> kernels.tanhSlope(z, 64, 64, y, 0, sums.clone())));
            bits(kernels -> applied(x, z -> kernels.reluSlope(z, 64, 64, y, 0, sums.clone())));
            bits(kernels -> applied(sums, z -> kernels.columnSums(x, 64, 64, z)));
            int length = random.nextInt(block);
            bits(kernels -> new float[] {(float) Math.log(kernels.sumOfSquares(Arrays.copyOf(x, length)))});
            bits(kernels -> product(kernels, x));
        }
    }

    private static float[] product(Kernels kernels, float[] x) {
        float[] c = new float[32 * 64];
        Matrix a = new Matrix(x, 0, 24);
        Matrix b = new Matrix(x, 1024, 64);
        kernels.multiply(32, 24, 64, a, b, new Matrix(x, 3000, 0), new Matrix(c, 0, 64));
        return c;
    }

    private static float[] applied(float[] x, Consumer<float[]> kernel) {
        float[] copy = x.clone();
        kernel.accept(copy);
        return copy;
    }

    /** Which NaN it is may differ. */
    private static void bits(Function<Kernels, float[]> result) {
        assertThat(result.apply(new PlainKernels())).isEqualTo(result.apply(new SimdKernels()));
    }

    @Test
    void tanhOfSpecialNumbers() {
        float[] special = {
            0f,
            -0f,
            Float.MIN_VALUE,
            -1e-40f,
            1e-20f,
            9.03f,
            -9.03f,
            100,
            -Float.MAX_VALUE,
            Float.MAX_VALUE,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN,
            0,
            0,
            0
        };
        float[] expected = {0f, -0f, Float.MIN_VALUE, -1e-40f, 1e-20f, 1, -1, 1, -1, 1, 1, -1, Float.NaN, 0, 0, 0};
        for (Kernels kernels : BOTH) {
            float[] x = special.clone();
            kernels.tanh(x, 0, x.length);
            assertThat(x).isEqualTo(expected);
        }
    }

    @Test
    void reluKeepsNaN() {
        for (Kernels kernels : BOTH) {
            float[] x = Arrays.copyOf(new float[] {-1, 2, Float.NaN, 0, Float.NEGATIVE_INFINITY}, 16);
            kernels.relu(x, 0, 16);
            assertThat(x).isEqualTo(Arrays.copyOf(new float[] {0, 2, Float.NaN, 0, 0}, 16));
        }
    }

    /** A JVM without the module computes the same and says once what it lacks. */
    @Test
    void withoutTheModuleThePlainLoopsServe() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Plain.class.getName())
                .redirectErrorStream(true)
                .start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("--add-modules jdk.incubator.vector");
        assertThat(Float.parseFloat(lines.get(1))).isEqualTo(Plain.value());
    }

    /** What the other JVM runs. */
    static final class Plain {
        private Plain() {}

        public static void main(String[] arguments) {
            value();
            System.out.println(value());
        }

        static float value() {
            var network = new PerceptronActorCritic(3, new OutputsOnly(1, 2), 0, PerceptronConfig.withDefaults(), 1);
            float[] values = new float[1];
            network.evaluate(new float[] {1, 2, 3}, 1, new float[2], values);
            new proximal.update.Adam(2).step(new float[2], new float[] {1, 1}, 0.1, 1);
            return values[0];
        }
    }
}
