package proximal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Oracles: the rules by hand, and a convex problem whose solution for every beta is known. */
class KlRuleTest {
    private static final double TARGET = 0.02;

    /**
     * The KL after the step x that maximises -(x - 1)^2 / 2 - beta x^2 / 2, x = 1 / (1 + beta). KL is x^2 in a unit in which
     * beta = 0.5 gives the target.
     */
    private static double klOfConvexProblem(double beta) {
        double ratio = (1 + 0.5) / (1 + beta);
        return TARGET * ratio * ratio;
    }

    @ParameterizedTest
    @ValueSource(doubles = {100, 0.01, 1, 37, 0.003})
    void theAdaptiveRuleBringsTheKlToItsTarget(double factor) {
        KlRule rule = AdaptiveKl.withTarget(TARGET);
        double beta = 0.5 * factor;
        for (int update = 0; update < 10; update++) {
            beta = rule.next(beta, klOfConvexProblem(beta));
        }
        for (int update = 0; update < 10; update++) {
            assertThat(klOfConvexProblem(beta)).isBetween(TARGET / 1.5, 1.5 * TARGET);
            beta = rule.next(beta, klOfConvexProblem(beta));
        }
    }

    @Property
    void theBandBringsTheKlWithinItselfAlsoWhereTheKlFallsWithTheSquareOfBeta(
            @ForAll @DoubleRange(min = 0.01, max = 100) double factor) {
        KlRule rule = BandKl.between(TARGET / 1.5, 1.5 * TARGET);
        double beta = factor;
        for (int update = 0; update < 14; update++) {
            beta = rule.next(beta, TARGET / (beta * beta));
        }
        assertThat(TARGET / (beta * beta)).isBetween(TARGET / 1.5 - 1e-12, 1.5 * TARGET + 1e-12);
    }

    @Test
    void theAdaptiveRuleMayGoBackAndForthWhereTheKlFallsWithTheSquareOfBeta() {
        KlRule rule = AdaptiveKl.withTarget(TARGET);
        double low = rule.next(1.5, TARGET / (1.5 * 1.5));
        assertThat(low).isEqualTo(0.75);
        assertThat(rule.next(low, TARGET / (low * low))).isEqualTo(1.5);
    }

    @Test
    void rulesByHand() {
        KlRule adaptive = new AdaptiveKl(0.01, 0.5, 8);
        assertThat(adaptive.next(1, 0.0151)).isEqualTo(2);
        assertThat(adaptive.next(1, 0.0149)).isEqualTo(1);
        assertThat(adaptive.next(2, 0.0066)).isEqualTo(1);
        assertThat(adaptive.next(2, 0.0067)).isEqualTo(2);
        assertThat(adaptive.next(8, 1)).isEqualTo(8);
        assertThat(adaptive.next(0.5, 0)).isEqualTo(0.5);
        assertThat(adaptive.next(0, 1)).isEqualTo(0.5);
        assertThat(adaptive.next(1, Double.POSITIVE_INFINITY)).isEqualTo(2);
        KlRule band = new BandKl(0.01, 0.04, 3, 0.1, 10);
        assertThat(band.next(1, 0.041)).isEqualTo(3);
        assertThat(band.next(1, 0.02)).isEqualTo(1);
        assertThat(band.next(1, 0.009)).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(band.next(9, 1)).isEqualTo(10);
        assertThat(new FixedKl().next(0.3, Double.NaN)).isEqualTo(0.3);
        assertThat(new FixedKl().needsKl()).isFalse();
        assertThat(adaptive.needsKl() && band.needsKl()).isTrue();
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> AdaptiveKl.withTarget(0))
                .hasMessage("targetKl must be positive and finite but was 0.0");
        assertThatThrownBy(() -> new AdaptiveKl(0.01, 0, 1))
                .hasMessage("minCoef and maxCoef must be positive, finite and in order but were 0.0 and 1.0");
        assertThatThrownBy(() -> AdaptiveKl.withTarget(1).next(1, Double.NaN))
                .hasMessage("kl must be a number but was NaN");
        assertThatThrownBy(() -> BandKl.between(0.02, 0.01))
                .hasMessage("klMin and klMax must be positive, finite and in order but were 0.02 and 0.01");
        assertThatThrownBy(() -> new BandKl(0.01, 0.02, 1, 1, 2))
                .hasMessage("factor must be above 1 and finite but was 1.0");
        assertThatThrownBy(() -> new BandKl(0.01, 0.02, 2, Double.NaN, 2))
                .hasMessageStartingWith("minCoef and maxCoef must be positive");
        assertThatThrownBy(() -> BandKl.between(0.01, 0.02).next(1, Double.NaN))
                .hasMessage("kl must be a number but was NaN");
        assertThatThrownBy(() -> TrustRegionConfig.withDefaults().withKlRadius(-1))
                .hasMessage("klRadius must be positive and finite but was -1.0");
        assertThatThrownBy(() -> TrustRegionConfig.withDefaults().withDamping(Double.NaN))
                .hasMessage("damping must be finite and not negative but was NaN");
        assertThatThrownBy(() -> TrustRegionConfig.withDefaults().withBacktrackFactor(1))
                .hasMessage("backtrackFactor must be in (0, 1) but was 1.0");
    }
}
