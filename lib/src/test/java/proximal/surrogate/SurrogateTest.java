package proximal.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Oracles: the six cases of the clipped surrogate by hand, and central differences for the slopes. */
class SurrogateTest {

    @Test
    void clippedCases() {
        Surrogate clipped = new ClippedSurrogate(0.2);
        // A > 0: grows with the ratio, then flat; A < 0: flat, then falls with the ratio.
        assertThat(clipped.objective(0.5, 2)).isEqualTo(1.0);
        assertThat(clipped.objective(1.1, 2)).isEqualTo(2.2);
        assertThat(clipped.objective(1.5, 2)).isEqualTo(2.4);
        assertThat(clipped.objective(0.5, -2)).isEqualTo(-1.6);
        assertThat(clipped.objective(1.1, -2)).isEqualTo(-2.2);
        assertThat(clipped.objective(1.5, -2)).isEqualTo(-3.0);
        assertThat(clipped.slope(1.5, 2)).isZero();
        assertThat(clipped.slope(0.5, -2)).isZero();
        assertThat(clipped.slope(0.5, 2)).isEqualTo(2);
        assertThat(clipped.slope(1.5, -2)).isEqualTo(-2);
    }

    @Property
    void slopesAgreeWithCentralDifferences(
            @ForAll @DoubleRange(min = 0.01, max = 4) double ratio,
            @ForAll @DoubleRange(min = -5, max = 5) double advantage) {
        Assume.that(Math.abs(Math.abs(ratio - 1) - 0.2) > 1e-4);
        for (Surrogate surrogate : List.of(new ClippedSurrogate(0.2), new ImportanceSampledSurrogate())) {
            Surrogate byDifference = surrogate::objective;
            assertThat(surrogate.slope(ratio, advantage))
                    .isCloseTo(byDifference.slope(ratio, advantage), within(1e-8 * (1 + Math.abs(advantage))));
        }
    }

    @Property
    void theDefaultSlopeHoldsForTinyRatios(@ForAll @IntRange(min = -12, max = -1) int exponent) {
        double ratio = Math.pow(10, exponent);
        Surrogate logarithm = (r, advantage) -> Math.log(r) * advantage;
        assertThat(logarithm.slope(ratio, 2) * ratio).isCloseTo(2, within(1e-6));
        Surrogate root = (r, advantage) -> Math.sqrt(r) * advantage;
        assertThat(root.slope(ratio, 2) * ratio).isCloseTo(Math.sqrt(ratio), within(1e-6));
    }

    @Property
    void clippedIsNeverAboveTheUnclipped(
            @ForAll @DoubleRange(min = 0, max = 4) double ratio,
            @ForAll @DoubleRange(min = -5, max = 5) double advantage) {
        assertThat(new ClippedSurrogate(0.2).objective(ratio, advantage))
                .isLessThanOrEqualTo(new ImportanceSampledSurrogate().objective(ratio, advantage));
    }

    @Property
    void valueSlopesAgreeWithCentralDifferences(
            @ForAll @DoubleRange(min = -3, max = 3) double value,
            @ForAll @DoubleRange(min = -3, max = 3) double oldValue,
            @ForAll @DoubleRange(min = -3, max = 3) double target) {
        double step = 1e-6;
        Assume.that(Math.abs(Math.abs(value - oldValue) - 0.5) > 1e-4);
        double clippedValue = oldValue + Math.max(-0.5, Math.min(value - oldValue, 0.5));
        Assume.that(
                value == clippedValue || Math.abs(Math.abs(value - target) - Math.abs(clippedValue - target)) > 1e-4);
        for (ValueLoss loss : List.of(ValueLoss.squaredError(), ValueLoss.clipped(0.5))) {
            double difference = (loss.loss(value + step, oldValue, target) - loss.loss(value - step, oldValue, target))
                    / (2 * step);
            assertThat(loss.slope(value, oldValue, target)).isCloseTo(difference, within(1e-7));
        }
    }

    @Test
    void clippedValueLossByHand() {
        ValueLoss loss = ValueLoss.clipped(0.5);
        assertThat(loss.loss(3, 1, 2)).isEqualTo(0.5);
        assertThat(loss.loss(2, 0, 2)).isEqualTo(0.5 * 1.5 * 1.5);
        assertThat(loss.slope(2, 0, 2)).isZero();
        assertThat(ValueLoss.squaredError().loss(3, 1, 1)).isEqualTo(2);
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> new ClippedSurrogate(0))
                .hasMessage("clipRange must be positive and finite but was 0.0");
        assertThatThrownBy(() -> ValueLoss.clipped(Double.NaN))
                .hasMessage("clipRange must be positive and finite but was NaN");
    }
}
