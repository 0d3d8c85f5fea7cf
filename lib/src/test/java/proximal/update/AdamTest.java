package proximal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Oracle: the formulas once more in double precision. */
class AdamTest {

    @Property(tries = 60)
    void stepsAreThoseOfTheFormulas(@ForAll @IntRange(min = 1, max = 1500) int size, @ForAll long seed) {
        Random random = new Random(seed);
        double epsilon = 1e-5;
        Adam adam = new Adam(size, epsilon);
        float[] parameters = gaussian(random, size, 1);
        double[] expected = new double[size];
        double[] m = new double[size];
        double[] v = new double[size];
        for (int i = 0; i < size; i++) {
            expected[i] = parameters[i];
        }
        for (int t = 1; t <= 5; t++) {
            // Now above the greatest norm, now below.
            float[] gradient = gaussian(random, size, t % 2 == 0 ? 1e-3 : 1);
            double squares = 0;
            for (float g : gradient) {
                squares += (double) g * g;
            }
            double scale = Math.min(1, 0.5 / (Math.sqrt(squares) + 1e-6));
            for (int i = 0; i < size; i++) {
                double g = gradient[i] * scale;
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                double mHat = m[i] / (1 - Math.pow(0.9, t));
                double vHat = v[i] / (1 - Math.pow(0.999, t));
                expected[i] -= 1e-2 * mHat / (Math.sqrt(vHat) + epsilon);
            }
            assertThat(adam.step(parameters, gradient, 1e-2, 0.5))
                    .isCloseTo(Math.sqrt(squares), within(1e-6 * Math.sqrt(squares)));
            assertThat(adam.steps()).isEqualTo(t);
            for (int i = 0; i < size; i++) {
                assertThat((double) parameters[i]).isCloseTo(expected[i], within(2e-6));
                // The terms of m, at most 0.1 of the clipped norm each, may cancel; their rounding does not.
                assertThat((double) adam.firstMoments()[i]).isCloseTo(m[i], within(1e-6 * Math.abs(m[i]) + 2e-8));
                assertThat((double) adam.secondMoments()[i]).isCloseTo(v[i], within(2e-6 * v[i]));
            }
        }
    }

    @Test
    void restoredGoesOnWithTheSameBits() {
        int size = 100;
        Random random = new Random(1);
        float[] gradient = gaussian(random, size, 1);
        float[] parameters = gaussian(random, size, 1);
        Adam adam = new Adam(size);
        adam.step(parameters, gradient, 1e-3, 0.5);
        float[] copy = parameters.clone();
        Adam restored = new Adam(size);
        restored.restore(adam.firstMoments(), adam.secondMoments(), adam.steps());
        adam.step(parameters, gradient, 1e-3, 0.5);
        restored.step(copy, gradient, 1e-3, 0.5);
        assertThat(copy).isEqualTo(parameters);
    }

    @Test
    void aGradientThatIsNotFiniteChangesNothing() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            int size = 700;
            Random random = new Random(2);
            Adam adam = new Adam(size);
            float[] parameters = gaussian(random, size, 1);
            float[] gradient = gaussian(random, size, 1);
            adam.step(parameters, gradient, 1e-3, 0.5);
            float[] before = parameters.clone();
            float[] first = adam.firstMoments();
            float[] second = adam.secondMoments();
            gradient[random.nextInt(size)] = bad;
            assertThatThrownBy(() -> adam.step(parameters, gradient, 1e-3, 0.5))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("the norm of the gradient must be finite but was (NaN|Infinity);.*");
            assertThat(parameters).isEqualTo(before);
            assertThat(adam.firstMoments()).isEqualTo(first);
            assertThat(adam.secondMoments()).isEqualTo(second);
            assertThat(adam.steps()).isEqualTo(1);
        }
    }

    @Test
    void theNormIsRightWhereTheSquaresLeaveSinglePrecision() {
        for (float size : new float[] {1e30f, 1e-30f}) {
            float[] gradient = new float[1024];
            Arrays.fill(gradient, size);
            double norm = new Adam(1024).step(new float[1024], gradient, 1e-3, 0.5);
            assertThat(norm).isCloseTo(32.0 * size, within(1e-6 * size));
        }
    }

    @Test
    void aStepAllocatesNothing() {
        int size = 11_000;
        Adam adam = new Adam(size);
        float[] parameters = gaussian(new Random(1), size, 1);
        float[] gradient = gaussian(new Random(2), size, 1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        // The first trials run before the compiler is done.
        for (int trial = 0; trial < 400 && least >= 500; trial++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int run = 0; run < 500; run++) {
                adam.step(parameters, gradient, 1e-6, 0.5);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(least).isLessThan(500);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> new Adam(0)).hasMessage("parameterCount must be at least 1 but was 0");
        assertThatThrownBy(() -> new Adam(1, Double.NaN)).hasMessage("epsilon must be positive and finite but was NaN");
        assertThatThrownBy(() -> new Adam(1, 1e-5, 1, 0.999)).hasMessage("beta1 must be in [0, 1) but was 1.0");
        assertThatThrownBy(() -> new Adam(1, 1e-5, 0.9, Double.NaN)).hasMessage("beta2 must be in [0, 1) but was NaN");
        Adam adam = new Adam(2);
        assertThatThrownBy(() -> adam.step(new float[3], new float[2], 1e-3, 1))
                .hasMessage("parameters must hold 2 floats but holds 3");
        assertThatThrownBy(() -> adam.step(new float[2], new float[2], Double.NaN, 1))
                .hasMessage("learningRate must be at least 0 and finite but was NaN");
        assertThatThrownBy(() -> adam.step(new float[2], new float[2], 1e-3, 0))
                .hasMessage("maxGradNorm must be positive but was 0.0");
        assertThatThrownBy(() -> adam.restore(new float[2], new float[2], -1))
                .hasMessage("steps must be at least 0 but was -1");
        assertThat(adam.steps()).isZero();
    }

    private static float[] gaussian(Random random, int size, double scale) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) (scale * random.nextGaussian());
        }
        return numbers;
    }
}
