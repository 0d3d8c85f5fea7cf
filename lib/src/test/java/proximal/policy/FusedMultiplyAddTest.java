package proximal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Oracle: Math.fma. */
class FusedMultiplyAddTest {
    private static final float[] SPECIAL = {
        0f,
        -0f,
        1,
        -1,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Math.nextDown(Float.MIN_NORMAL),
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Math.nextUp(1f),
        Math.nextDown(1f),
        0x1p-24f,
        0x1p-12f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
    };

    @Test
    void specialNumbers() {
        for (float a : SPECIAL) {
            for (float b : SPECIAL) {
                for (float c : SPECIAL) {
                    same(a, b, c);
                }
            }
        }
    }

    /** Numbers of all magnitudes; numbers near one another; and sums that lie within a hair of the middle of two floats. */
    @Test
    void randomNumbers() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2_000_000; i++) {
            float a = Float.intBitsToFloat(random.nextInt());
            float b = Float.intBitsToFloat(random.nextInt());
            same(a, b, Float.intBitsToFloat(random.nextInt()));
            same(a, b, (float) ((double) a * b * random.nextDouble(-2, 2)));
            same(a, b, (float) -((double) a * b));
            float near = 1 + random.nextInt(-4, 5) * 0x1p-23f;
            float half = 0x1p-24f * (1 + random.nextInt(-4, 5) * 0x1p-23f);
            float sum = 1 + random.nextInt(1 << 23) * 0x1p-23f;
            same(near, half, sum);
            same(-near, half, sum);
            same(near, half, -sum);
            same(-near, half, -sum);
        }
    }

    private static void same(float a, float b, float c) {
        int expected = Float.floatToIntBits(Math.fma(a, b, c));
        int actual = Float.floatToIntBits(FusedMultiplyAdd.exact(a, b, c));
        if (actual != expected) {
            assertThat(Float.intBitsToFloat(actual))
                    .as("%s * %s + %s", a, b, c)
                    .isEqualTo(Float.intBitsToFloat(expected));
        }
    }
}
