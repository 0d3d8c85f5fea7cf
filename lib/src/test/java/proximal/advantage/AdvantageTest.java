package proximal.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Oracles: the definitions as sums, and the identities between the estimators. */
class AdvantageTest {
    private static final double DISCOUNT = Tape.DISCOUNT;

    @Property(tries = 200)
    void recursionIsTheDiscountedSumOfTdErrors(
            @ForAll @IntRange(min = 1, max = 30) int steps,
            @ForAll @IntRange(min = 1, max = 4) int numEnvs,
            @ForAll @DoubleRange(min = 0, max = 1) double gaeLambda,
            @ForAll long seed) {
        Tape tape = new Tape(steps, numEnvs, seed);
        float[] advantages = tape.advantages(gaeLambda);
        for (int i = 0; i < advantages.length; i++) {
            double sum = 0;
            double weight = 1;
            for (int j = i; j < advantages.length; j += numEnvs) {
                sum += weight * (tape.rewards[j] + DISCOUNT * tape.nextValue(j) - tape.values[j]);
                weight *= DISCOUNT * gaeLambda;
                if (tape.terminated[j] || tape.truncated[j]) {
                    break;
                }
            }
            assertThat((double) advantages[i]).isCloseTo(sum, within(1e-5));
        }
    }

    @Property(tries = 100)
    void lambdaOneIsTheReturnLessTheValue(@ForAll @IntRange(min = 1, max = 30) int steps, @ForAll long seed) {
        Tape tape = new Tape(steps, 3, seed);
        float[] advantages = tape.advantages(1);
        float[] returns = tape.rewardsToGo();
        for (int i = 0; i < advantages.length; i++) {
            assertThat((double) advantages[i]).isCloseTo(returns[i] - tape.values[i], within(1e-5));
        }
    }

    @Property(tries = 100)
    void lambdaZeroIsTheTdError(@ForAll @IntRange(min = 1, max = 30) int steps, @ForAll long seed) {
        Tape tape = new Tape(steps, 2, seed);
        float[] advantages = tape.advantages(0);
        for (int i = 0; i < advantages.length; i++) {
            assertThat((double) advantages[i])
                    .isCloseTo(tape.rewards[i] + DISCOUNT * tape.nextValue(i) - tape.values[i], within(1e-5));
        }
    }

    @Test
    void truncationAndTerminationDifferByTheDiscountedFinalValue() {
        float[] rewards = {1, 2};
        float[] values = {0.5f, 0.25f};
        float[] finalValues = {0, 8};
        boolean[] never = new boolean[2];
        boolean[] atTheEnd = {false, true};
        float[] truncated = new float[2];
        float[] terminated = new float[2];
        GeneralizedAdvantage estimator = new GeneralizedAdvantage(0.5, 0.5);
        estimator.compute(rewards, values, never, atTheEnd, finalValues, new float[] {99}, truncated);
        estimator.compute(rewards, values, atTheEnd, never, finalValues, new float[] {99}, terminated);
        assertThat(truncated[1] - terminated[1]).isEqualTo(0.5f * 8);
        assertThat(truncated[0] - terminated[0]).isEqualTo(0.5f * 0.5f * 0.5f * 8);

        DiscountedReturns returns = new DiscountedReturns(0.5);
        returns.compute(rewards, never, atTheEnd, finalValues, new float[] {99}, truncated);
        returns.compute(rewards, atTheEnd, never, finalValues, new float[] {99}, terminated);
        assertThat(truncated[1] - terminated[1]).isEqualTo(0.5f * 8);
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> new GeneralizedAdvantage(0.99, Double.NaN))
                .hasMessageContainingAll("gaeLambda", "[0, 1]", "was NaN");
        assertThatThrownBy(() -> new GeneralizedAdvantage(1.01, 0.9))
                .hasMessageContainingAll("discount", "[0, 1]", "was 1.01");
        assertThatThrownBy(() -> new DiscountedReturns(-0.1)).hasMessageContainingAll("discount", "[0, 1]", "was -0.1");
        GeneralizedAdvantage estimator = new GeneralizedAdvantage(0.99, 0.95);
        assertThatThrownBy(() -> estimator.compute(
                        new float[4],
                        new float[3],
                        new boolean[4],
                        new boolean[4],
                        new float[4],
                        new float[2],
                        new float[4]))
                .hasMessageContainingAll("values", "4", "length 3");
        assertThatThrownBy(() -> estimator.compute(
                        new float[5],
                        new float[5],
                        new boolean[5],
                        new boolean[5],
                        new float[5],
                        new float[2],
                        new float[5]))
                .hasMessageContaining("whole number of steps of 2 environments")
                .hasMessageContaining("length 5");
    }
}
