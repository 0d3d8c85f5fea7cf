package proximal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import proximal.environment.SplitMix64;

/** Oracles: W W^T = gain^2 I (or W^T W), the QR factor of a given matrix, and the moments of the uniform distribution. */
class OrthogonalInitializationTest {

    @Property(tries = 60)
    void shorterSideIsOrthonormalTimesGain(
            @ForAll @IntRange(min = 1, max = 70) int outputs,
            @ForAll @IntRange(min = 1, max = 70) int inputs,
            @ForAll long seed) {
        double gain = Math.sqrt(2);
        float[] weights = new float[outputs * inputs + 3];
        OrthogonalInitialization.fill(weights, 2, outputs, inputs, gain, new SplitMix64(seed));
        boolean wide = outputs <= inputs;
        int vectors = Math.min(outputs, inputs);
        int length = Math.max(outputs, inputs);
        for (int u = 0; u < vectors; u++) {
            for (int v = 0; v < vectors; v++) {
                double dot = 0;
                for (int i = 0; i < length; i++) {
                    dot += (double) weights[2 + (wide ? u * inputs + i : i * inputs + u)]
                            * weights[2 + (wide ? v * inputs + i : i * inputs + v)];
                }
                assertThat(dot).isCloseTo(u == v ? gain * gain : 0, within(1e-6));
            }
        }
        assertThat(new float[] {weights[0], weights[1], weights[outputs * inputs + 2]})
                .containsOnly(0);
    }

    @Test
    void isTheFactorQOfTheGaussianMatrixWithPositiveR() {
        SplitMix64 random = new SplitMix64(5);
        double a = random.nextGaussian();
        double b = random.nextGaussian();
        double c = random.nextGaussian();
        double d = random.nextGaussian();
        float[] weights = new float[4];
        OrthogonalInitialization.fill(weights, 0, 2, 2, 1, new SplitMix64(5));
        // Rows (a, b), (c, d): the first keeps its direction, the second keeps its side of the first.
        double norm = Math.hypot(a, b);
        double side = Math.signum(a * d - b * c);
        assertThat(weights[0]).isCloseTo((float) (a / norm), within(1e-6f));
        assertThat(weights[1]).isCloseTo((float) (b / norm), within(1e-6f));
        assertThat(weights[2]).isCloseTo((float) (-side * b / norm), within(1e-6f));
        assertThat(weights[3]).isCloseTo((float) (side * a / norm), within(1e-6f));
    }

    @Test
    void signsAreBalanced() {
        // Each entry of a Haar matrix has mean 0 and variance 1/n; without the sign correction the mean is not 0.
        int n = 4;
        int draws = 4000;
        double[] sum = new double[n * n];
        float[] weights = new float[n * n];
        SplitMix64 random = new SplitMix64(11);
        for (int draw = 0; draw < draws; draw++) {
            OrthogonalInitialization.fill(weights, 0, n, n, 1, random);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weights[i];
            }
        }
        for (double s : sum) {
            assertThat(s / draws).isCloseTo(0, within(5 * Math.sqrt(1.0 / n / draws)));
        }
    }
}
