package proximal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import proximal.importance.ImportanceWeights;
import proximal.policy.Categorical;
import proximal.statistics.SampleMoments;

/** Oracles: the definitions, computed in two passes; the effective sample size of importance weights. */
class DiagnosticsTest {

    private static Diagnostics of(int epochs, double... logRatios) {
        Diagnostics diagnostics = new Diagnostics(1);
        int each = logRatios.length / epochs;
        for (int epoch = 0; epoch < epochs; epoch++) {
            diagnostics.beginEpoch();
            Minibatch batch = new Minibatch(each, 1, new Categorical(2));
            for (int i = 0; i < each; i++) {
                batch.logRatio[i] = logRatios[epoch * each + i];
                batch.ratio[i] = Math.exp(batch.logRatio[i]);
            }
            diagnostics.addSamples(batch, 0.2);
        }
        return diagnostics;
    }

    @Test
    void everyMeasureSaysWhatItIsAndHowToReadIt() {
        assertThat(Measure.values()).allSatisfy(measure -> {
            assertThat(measure.meaning()).isNotBlank();
            assertThat(measure.reading()).isNotBlank().isNotEqualTo(measure.meaning());
            assertThat(measure.unit()).hasSizeLessThan(10);
        });
    }

    @Property
    void ratiosAreDescribedAsByTheirDefinitions(
            @ForAll @Size(min = 2, max = 40) List<@DoubleRange(min = -3, max = 3) Double> logRatios) {
        Diagnostics diagnostics = of(1, logRatios.stream().mapToDouble(l -> l).toArray());
        double[] ratios = logRatios.stream().mapToDouble(Math::exp).toArray();
        double mean = Arrays.stream(ratios).average().orElseThrow();
        double variance = Arrays.stream(ratios)
                .map(r -> (r - mean) * (r - mean))
                .average()
                .orElseThrow();
        assertThat(diagnostics.get("ratioMean")).isCloseTo(mean, withPercentage(1e-9));
        assertThat(diagnostics.get("ratioVariance")).isCloseTo(variance, within(1e-9 * (1 + mean * mean)));
        assertThat(diagnostics.get("effectiveSampleSize"))
                .isCloseTo(ImportanceWeights.of(ratios).effectiveSampleSize(), withPercentage(1e-9));
        int[] counts = diagnostics.ratioHistogram().counts();
        for (int bin = 0; bin < RatioHistogram.BINS; bin++) {
            double low = RatioHistogram.low(bin);
            double high = RatioHistogram.high(bin);
            // A ratio within rounding of an edge may stand on either side of it.
            long surely = Arrays.stream(ratios)
                    .filter(r -> r > low * (1 + 1e-12) && r < high * (1 - 1e-12))
                    .count();
            long perhaps = Arrays.stream(ratios)
                    .filter(r -> r >= low * (1 - 1e-12) && r <= high * (1 + 1e-12))
                    .count();
            assertThat((long) counts[bin]).as("bin %d", bin).isBetween(surely, perhaps);
        }
        assertThat(IntStream.of(counts).sum()).isEqualTo(ratios.length);
    }

    @Test
    void effectiveSampleSizeIsInSamplesOfTheRollout() {
        assertThat(of(3, new double[12]).get("effectiveSampleSize")).isEqualTo(4);
        // Ratios 1, 1, 1, 3: 36 / 12.
        double three = Math.log(3);
        assertThat(of(2, 0, 0, 0, three, three, 0, 0, 0).get("effectiveSampleSize"))
                .isCloseTo(3, within(1e-12));
    }

    @Test
    void theHistogramTakesEveryLogRatio() {
        RatioHistogram histogram = new RatioHistogram();
        for (double logRatio : new double[] {-1e300, -2.0001, -2, 0, 1.9999999999999998, 2, 1e300}) {
            histogram.add(logRatio);
        }
        int[] counts = histogram.counts();
        assertThat(counts[0]).isEqualTo(2);
        assertThat(counts[1]).isEqualTo(1);
        assertThat(counts[41]).isEqualTo(1);
        assertThat(counts[80]).isEqualTo(1);
        assertThat(counts[81]).isEqualTo(2);
        RatioHistogram copy = histogram.copy();
        histogram.clear();
        assertThat(IntStream.of(histogram.counts()).sum()).isZero();
        assertThat(copy.counts()).containsExactly(counts);
        assertThat(RatioHistogram.of(counts).counts()).containsExactly(counts);
        assertThatThrownBy(() -> RatioHistogram.of(1, 2))
                .hasMessage("a histogram of ratios has 82 counts but there were 2");
        counts[3] = -1;
        assertThatThrownBy(() -> RatioHistogram.of(counts)).hasMessage("count 3 must not be negative but was -1");
    }

    @Test
    void gradientVarianceIsThatOfTheMinibatches() {
        float[][] gradients = {{1, -2, 0.5f}, {3, 0, 0.25f}, {-1, 1, 0}, {0.5f, 0.5f, 4}};
        Diagnostics diagnostics = new Diagnostics(3);
        double expected = 0;
        for (int j = 0; j < 3; j++) {
            float[] column = new float[gradients.length];
            for (int i = 0; i < gradients.length; i++) {
                column[i] = gradients[i][j];
            }
            expected += SampleMoments.variance(column) * gradients.length / (gradients.length - 1);
        }
        for (float[] g : gradients) {
            diagnostics.addGradient(g, Math.sqrt(g[0] * g[0] + g[1] * g[1] + g[2] * g[2]));
        }
        assertThat(diagnostics.get("gradientVariance")).isCloseTo(expected, withPercentage(1e-4));
        diagnostics.clear();
        diagnostics.addGradient(gradients[0], 1);
        assertThat(diagnostics.get("gradientVariance")).isNaN();
        diagnostics.addGradient(gradients[0], 2.2912878474779199);
        diagnostics.clear();
        diagnostics.addGradient(gradients[0], 2.2912878474779199);
        diagnostics.addGradient(gradients[0], 2.2912878474779199);
        assertThat(diagnostics.get("gradientVariance")).isCloseTo(0, within(1e-6));
    }
}
