package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Oracle: StrictMath. */
class SineCosineTest {

    @Test
    void isWithinItsErrorOfStrictMath() {
        SplitMix64 random = new SplitMix64(1);
        SineCosine both = new SineCosine();
        double greatest = 0;
        for (int i = 0; i < 1_000_000; i++) {
            // Quarter turns near 0 and far away, and everything between.
            double angle = Math.pow(10, random.nextDouble(-3, 5)) * (random.nextBoolean() ? 1 : -1);
            both.of(angle);
            greatest = Math.max(greatest, Math.abs(both.sin() - StrictMath.sin(angle)));
            greatest = Math.max(greatest, Math.abs(both.cos() - StrictMath.cos(angle)));
        }
        System.out.println("SineCosine: greatest error " + greatest);
        assertThat(greatest).isLessThanOrEqualTo(SineCosine.ERROR);
    }

    @Test
    void takesMultiplesOfQuarterTurnsLargeAnglesAndNaN() {
        SineCosine both = new SineCosine();
        for (double angle : new double[] {
            0,
            -0.0,
            Math.PI / 2,
            Math.PI,
            -Math.PI / 2,
            2 * Math.PI,
            1e-300,
            99_999.9,
            1e5,
            1e22,
            Double.NaN,
            Double.POSITIVE_INFINITY
        }) {
            both.of(angle);
            if (Double.isFinite(angle)) {
                assertThat(Math.abs(both.sin() - StrictMath.sin(angle))).isLessThanOrEqualTo(SineCosine.ERROR);
                assertThat(Math.abs(both.cos() - StrictMath.cos(angle))).isLessThanOrEqualTo(SineCosine.ERROR);
            } else {
                assertThat(both.sin()).isNaN();
                assertThat(both.cos()).isNaN();
            }
        }
    }
}
