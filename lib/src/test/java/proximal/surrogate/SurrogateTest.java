package proximal.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

    /** Every built-in surrogate, and the ratios where its slope jumps. */
    private static final Map<Surrogate, double[]> FAMILY = Map.of(
            new LogProbabilitySurrogate(), new double[0],
            new ImportanceSampledSurrogate(), new double[0],
            new ClippedSurrogate(0.2), new double[] {0.8, 1.2},
            new PlainClippedSurrogate(0.2), new double[] {0.8, 1.2},
            new DualClippedSurrogate(0.2, 3), new double[] {0.8, 1.2, 3},
            new SmoothClippedSurrogate(0.2), new double[0]);

    @Property
    void slopesAgreeWithCentralDifferences(
            @ForAll @DoubleRange(min = 0.01, max = 4) double ratio,
            @ForAll @DoubleRange(min = -5, max = 5) double advantage) {
        FAMILY.forEach((surrogate, corners) -> {
            if (Arrays.stream(corners).allMatch(corner -> Math.abs(ratio - corner) > 1e-4)) {
                Surrogate byDifference = surrogate::objective;
                // The difference of numbers of size |A| over a step of 1e-6 r loses this much.
                double lost = 1e-8 * (1 + Math.abs(advantage) / Math.min(1, ratio));
                assertThat(surrogate.slope(ratio, advantage))
                        .as("%s", surrogate)
                        .isCloseTo(byDifference.slope(ratio, advantage), within(lost));
            }
        });
    }

    @Property
    void theSlopeIsZeroJustWhereTheSurrogateSaysSo(
            @ForAll @DoubleRange(min = 0.01, max = 6) double ratio,
            @ForAll @DoubleRange(min = -5, max = 5) double advantage) {
        FAMILY.forEach((surrogate, corners) -> {
            boolean within = surrogate.zeroGradient(advantage).stream().anyMatch(interval -> interval.contains(ratio));
            if (Arrays.stream(corners).allMatch(corner -> Math.abs(ratio - corner) > 1e-9)) {
                assertThat(surrogate.slope(ratio, advantage) == 0)
                        .as("%s", surrogate)
                        .isEqualTo(within);
            }
        });
    }

    @Test
    void aScanFindsTheRegionsThatTheBuiltInOnesKnow() {
        double infinite = Double.POSITIVE_INFINITY;
        for (Surrogate surrogate : List.of(
                new ClippedSurrogate(0.2),
                new PlainClippedSurrogate(0.3),
                new DualClippedSurrogate(0.2, 3),
                new ImportanceSampledSurrogate(),
                new LogProbabilitySurrogate())) {
            Surrogate lambda = surrogate::objective;
            for (double advantage : new double[] {-2, 0, 0.7}) {
                List<Surrogate.Interval> exact = surrogate.zeroGradient(advantage);
                List<Surrogate.Interval> scanned = lambda.zeroGradient(advantage);
                assertThat(scanned).as("%s %s", surrogate, advantage).hasSameSizeAs(exact);
                for (int i = 0; i < exact.size(); i++) {
                    assertThat(scanned.get(i).low()).isCloseTo(exact.get(i).low(), within(1e-4));
                    if (exact.get(i).high() == infinite) {
                        assertThat(scanned.get(i).high()).isEqualTo(infinite);
                    } else {
                        assertThat(scanned.get(i).high()).isCloseTo(exact.get(i).high(), within(1e-4));
                    }
                }
            }
        }
        Surrogate capped = (ratio, advantage) -> Math.min(ratio, 1.5) * advantage;
        assertThat(capped.zeroGradient(1)).singleElement().satisfies(interval -> {
            assertThat(interval.low()).isCloseTo(1.5, within(1e-4));
            assertThat(interval.high()).isEqualTo(infinite);
        });
    }

    @Test
    void theFamilyAtAFewPoints() {
        assertThat(new LogProbabilitySurrogate().objective(Math.E, 3)).isCloseTo(3, within(1e-12));
        assertThat(new PlainClippedSurrogate(0.25).objective(2, 4)).isEqualTo(5);
        assertThat(new PlainClippedSurrogate(0.25).objective(2, -4)).isEqualTo(-5);
        assertThat(new PlainClippedSurrogate(0.25).objective(0.5, -4)).isEqualTo(-3);
        assertThat(new DualClippedSurrogate(0.25, 3).objective(2, -4)).isEqualTo(-8);
        assertThat(new DualClippedSurrogate(0.25, 3).objective(9, -4)).isEqualTo(-12);
        assertThat(new DualClippedSurrogate(0.25, 3).objective(9, 4)).isEqualTo(5);
        // The smooth clip nears the clip from within: 1.2 far above 1, and r itself where it moved the wrong way.
        assertThat(new SmoothClippedSurrogate(0.2).objective(9, 2)).isCloseTo(2.4, within(1e-12));
        assertThat(new SmoothClippedSurrogate(0.2).objective(0.1, 2)).isCloseTo(0.2, within(1e-12));
        assertThat(new SmoothClippedSurrogate(0.2).slope(1, 2)).isEqualTo(2);
    }

    @Property
    void everySurrogateHasThePolicyGradientAtRatioOne(@ForAll @DoubleRange(min = -5, max = 5) double advantage) {
        FAMILY.keySet().forEach(surrogate -> assertThat(surrogate.slope(1, advantage))
                .as("%s", surrogate)
                .isEqualTo(advantage));
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
        assertThatThrownBy(() -> new ClippedSurrogate(0)).hasMessageContainingAll("clipRange", "was 0.0");
        assertThatThrownBy(() -> new PlainClippedSurrogate(Double.NaN)).hasMessageEndingWith("but was NaN");
        assertThatThrownBy(() -> new SmoothClippedSurrogate(-1)).hasMessageEndingWith("but was -1.0");
        assertThatThrownBy(() -> new DualClippedSurrogate(0.2, 1))
                .hasMessageContainingAll("dualClip", "above 1", "was 1.0");
        assertThatThrownBy(() -> ValueLoss.clipped(Double.NaN)).hasMessageContainingAll("clipRange", "was NaN");
    }
}
