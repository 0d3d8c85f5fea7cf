package proximal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import proximal.update.ConjugateGradient.Operator;

/** Oracles: systems made from their solution, and the two-dimensional one of the textbooks. */
class ConjugateGradientTest {

    @Property(tries = 100)
    void findsTheSolutionThatTheSystemWasMadeFrom(@ForAll @IntRange(min = 1, max = 12) int size, @ForAll long seed) {
        Random random = new Random(seed);
        Operator matrix = positiveDefinite(size, random);
        double[] expected = random.doubles(size, -1, 1).toArray();
        double[] b = new double[size];
        matrix.apply(expected, b);
        double[] x = new double[size];
        double residual = new ConjugateGradient(size, 5 * size, 1e-12).solve(matrix, b, x);
        assertThat(residual).isLessThan(1e-9);
        for (int i = 0; i < size; i++) {
            assertThat(x[i]).isCloseTo(expected[i], within(1e-8));
        }
    }

    @Test
    void asManyIterationsAsDifferentEigenvalues() {
        int[] calls = {0};
        Operator matrix = (v, product) -> {
            calls[0]++;
            for (int i = 0; i < v.length; i++) {
                product[i] = (i < 3 ? 2 : 7) * v[i];
            }
        };
        double[] x = new double[6];
        double[] b = {1, 2, 3, 4, 5, 6};
        assertThat(new ConjugateGradient(6, 10, 1e-10).solve(matrix, b, x)).isLessThan(1e-9);
        assertThat(calls[0]).isEqualTo(2);
        assertThat(x[1]).isCloseTo(1, within(1e-12));
        assertThat(x[4]).isCloseTo(5 / 7.0, within(1e-12));
    }

    /** Shewchuk 1994, "An introduction to the conjugate gradient method without the agonizing pain", section 1. */
    @Test
    void theFirstIterationGoesDownTheGradient() {
        Operator matrix = (v, product) -> {
            product[0] = 3 * v[0] + 2 * v[1];
            product[1] = 2 * v[0] + 6 * v[1];
        };
        double[] b = {2, -8};
        double[] x = new double[2];
        new ConjugateGradient(2, 1, 0).solve(matrix, b, x);
        double alpha = (2 * 2 + 8 * 8) / (2 * (3 * 2 - 2 * 8) - 8 * (2 * 2 - 6.0 * 8));
        assertThat(x).containsExactly(new double[] {2 * alpha, -8 * alpha}, within(1e-12));
        new ConjugateGradient(2, 2, 0).solve(matrix, b, x);
        assertThat(x).containsExactly(new double[] {2, -2}, within(1e-12));
    }

    @Test
    void whatIsNotPositiveDefiniteOrNotFiniteEndsIt() {
        double[] x = {5};
        ConjugateGradient method = new ConjugateGradient(1, 10, 1e-10);
        assertThat(method.solve((v, product) -> product[0] = 0, new double[] {3}, x))
                .isEqualTo(3);
        assertThat(x).containsExactly(0);
        assertThat(method.solve((v, product) -> product[0] = -v[0], new double[] {3}, x))
                .isEqualTo(3);
        assertThat(method.solve((v, product) -> product[0] = Double.NaN, new double[] {3}, x))
                .isNaN();
        assertThat(method.solve((v, product) -> product[0] = Double.NEGATIVE_INFINITY, new double[] {3}, x))
                .isNaN();
        assertThat(method.solve((v, product) -> product[0] = v[0], new double[] {Double.NaN}, x))
                .isNaN();
        assertThat(method.solve((v, product) -> product[0] = v[0], new double[] {0}, x))
                .isZero();
        assertThat(x).containsExactly(0);
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> new ConjugateGradient(0, 1, 0)).hasMessage("size must be at least 1 but was 0");
        assertThatThrownBy(() -> new ConjugateGradient(1, 0, 0)).hasMessage("iterations must be at least 1 but was 0");
        assertThatThrownBy(() -> new ConjugateGradient(1, 1, Double.NaN))
                .hasMessage("tolerance must be finite and not negative but was NaN");
        assertThatThrownBy(() -> new ConjugateGradient(2, 1, 0).solve((v, p) -> {}, new double[2], new double[3]))
                .hasMessage("x must hold 2 numbers but holds 3");
    }

    /** M^T M + I / 2 with M of random numbers. */
    private static Operator positiveDefinite(int size, Random random) {
        double[][] m = new double[size][];
        for (int i = 0; i < size; i++) {
            m[i] = random.doubles(size, -1, 1).toArray();
        }
        return (v, product) -> {
            for (int j = 0; j < size; j++) {
                product[j] = v[j] / 2;
            }
            for (double[] row : m) {
                double sum = 0;
                for (int j = 0; j < size; j++) {
                    sum += row[j] * v[j];
                }
                for (int j = 0; j < size; j++) {
                    product[j] += sum * row[j];
                }
            }
        };
    }
}
