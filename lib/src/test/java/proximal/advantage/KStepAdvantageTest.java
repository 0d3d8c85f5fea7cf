package proximal.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Oracles: the definition as a sum, and the identities of Schulman et al. 2016, equations 11 to 18. */
class KStepAdvantageTest {
    private static final double ROUNDING = 1e-5; // of float32 results of size 10

    @Property(tries = 300)
    void isTheDiscountedSumOfTheNextTdErrors(
            @ForAll @IntRange(min = 1, max = 60) int steps,
            @ForAll @IntRange(min = 1, max = 4) int numEnvs,
            @ForAll @IntRange(min = 1, max = 70) int k,
            @ForAll long seed) {
        Tape tape = new Tape(steps, numEnvs, seed);
        float[] advantages = tape.kStepAdvantages(k);
        for (int i = 0; i < advantages.length; i++) {
            double sum = 0;
            for (int l = 0; l < Math.min(k, tape.stepsLeft(i)); l++) {
                sum += Math.pow(Tape.DISCOUNT, l) * tape.tdError(i + l * numEnvs);
            }
            assertThat((double) advantages[i]).isCloseTo(sum, within(ROUNDING));
        }
    }

    @Property(tries = 200)
    void generalizedAdvantageIsTheirExponentiallyWeightedSum(
            @ForAll @IntRange(min = 1, max = 60) int steps,
            @ForAll @IntRange(min = 1, max = 4) int numEnvs,
            @ForAll @DoubleRange(min = 0, max = 1) double gaeLambda,
            @ForAll long seed) {
        Tape tape = new Tape(steps, numEnvs, seed);
        float[] generalized = tape.advantages(gaeLambda);
        double[] sum = new double[generalized.length];
        for (int k = 1; k <= steps; k++) {
            float[] kStep = tape.kStepAdvantages(k);
            for (int i = 0; i < sum.length; i++) {
                int left = tape.stepsLeft(i);
                if (k <= left) {
                    sum[i] += Math.pow(gaeLambda, k - 1) * (k < left ? 1 - gaeLambda : 1) * kStep[i];
                }
            }
        }
        for (int i = 0; i < sum.length; i++) {
            assertThat((double) generalized[i]).isCloseTo(sum[i], within(ROUNDING));
        }
    }

    @Property(tries = 100)
    void oneStepIsLambdaZeroAndAllStepsAreLambdaOne(@ForAll @IntRange(min = 1, max = 60) int steps, @ForAll long seed) {
        Tape tape = new Tape(steps, 3, seed);
        assertThat(tape.kStepAdvantages(1)).containsExactly(tape.advantages(0), within((float) ROUNDING));
        assertThat(tape.kStepAdvantages(steps)).containsExactly(tape.advantages(1), within((float) ROUNDING));
        assertThat(tape.kStepAdvantages(Integer.MAX_VALUE)).containsExactly(tape.kStepAdvantages(steps));
    }

    /** Adding up each window anew would be 10^12 additions here. */
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void longWindowsCostNoMoreThanShortOnesAndStayExact() {
        int n = 2_000_000;
        float[] rewards = new float[n];
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            rewards[i] = i % 7 - 3.1f;
            values[i] = i % 5;
        }
        float[] advantages = new float[n];
        int k = 1_000_000;
        new KStepAdvantage(1, k)
                .compute(rewards, values, new boolean[n], new boolean[n], new float[n], new float[1], advantages);
        double first = values[k] - values[0];
        for (int i = 0; i < k; i++) {
            first += rewards[i];
        }
        assertThat((double) advantages[0]).isCloseTo(first, within(1e-6 * Math.abs(first)));
    }

    @Test
    void makesNoGarbage() {
        Tape tape = new Tape(1000, 8, 1);
        float[] result = new float[tape.rewards.length];
        KStepAdvantage kStep = new KStepAdvantage(0.99, 5);
        GeneralizedAdvantage generalized = new GeneralizedAdvantage(0.99, 0.95);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 20; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            kStep.compute(
                    tape.rewards,
                    tape.values,
                    tape.terminated,
                    tape.truncated,
                    tape.finalValues,
                    tape.lastValues,
                    result);
            generalized.compute(
                    tape.rewards,
                    tape.values,
                    tape.terminated,
                    tape.truncated,
                    tape.finalValues,
                    tape.lastValues,
                    result);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isBetween(0L, 64L);
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> new KStepAdvantage(0.99, 0)).hasMessageContainingAll("k must", "at least 1", "was 0");
        assertThatThrownBy(() -> new KStepAdvantage(Double.NaN, 1))
                .hasMessageContainingAll("discount", "[0, 1]", "was NaN");
        KStepAdvantage estimator = new KStepAdvantage(0.99, 2);
        float[] four = new float[4];
        boolean[] never = new boolean[4];
        assertThatThrownBy(() -> estimator.compute(four, four, never, new boolean[2], four, new float[2], new float[4]))
                .hasMessageContainingAll("truncated", "4", "length 2");
        assertThatThrownBy(() -> estimator.compute(four, four, never, never, four, new float[3], new float[4]))
                .hasMessageContainingAll("rewards", "3 environments", "lastValues", "length 4");
        assertThatThrownBy(() -> estimator.compute(four, four, never, never, four, new float[0], new float[4]))
                .hasMessageContaining("0 environments");
    }
}
