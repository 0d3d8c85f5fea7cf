package proximal.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same weights on quite another scale, where their squares no longer fit into a double. Oracle: the weights as they were. */
class ExtremeWeightsTest {
    private static final int N = 200;
    private static final double[] WEIGHTS =
            new SplittableRandom(1).doubles(N, 0, 5).toArray();
    private static final double[] REWARDS =
            new SplittableRandom(2).doubles(N, -1, 3).toArray();
    private static final double[] MODEL =
            new SplittableRandom(3).doubles(N, 0, 2).toArray();
    private static final double[] POLICY =
            new SplittableRandom(4).doubles(N, 0, 2).toArray();

    private static double[] times(double factor) {
        return Arrays.stream(WEIGHTS).map(w -> w * factor).toArray();
    }

    private static void assertClose(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-700, -600, -300, 300, 600, 705})
    void noScaleChangesWhatDoesNotDependOnIt(double exponent) {
        double[] scaled = times(Math.exp(exponent));
        ImportanceWeights described = ImportanceWeights.of(scaled);
        ImportanceWeights expected = ImportanceWeights.of(WEIGHTS);
        assertClose(described.effectiveSampleSize(), expected.effectiveSampleSize());
        assertClose(described.mean(), expected.mean() * Math.exp(exponent));

        SelfNormalizedImportanceSampling self = SelfNormalizedImportanceSampling.of(scaled, REWARDS);
        SelfNormalizedImportanceSampling expectedSelf = SelfNormalizedImportanceSampling.of(WEIGHTS, REWARDS);
        assertClose(self.estimate(), expectedSelf.estimate());
        assertClose(self.standardError(), expectedSelf.standardError());

        DoublyRobust robust = DoublyRobust.selfNormalized(scaled, REWARDS, MODEL, POLICY);
        DoublyRobust expectedRobust = DoublyRobust.selfNormalized(WEIGHTS, REWARDS, MODEL, POLICY);
        assertClose(robust.estimate(), expectedRobust.estimate());
        assertClose(robust.standardError(), expectedRobust.standardError());
    }

    @Test
    void theLargestAndTheSmallestDoublesAreWeightsToo() {
        for (double w : new double[] {Double.MAX_VALUE, 1, Double.MIN_NORMAL, Double.MIN_VALUE}) {
            double[] equal = {w, w, w, w};
            assertThat(ImportanceWeights.of(equal)).isEqualTo(new ImportanceWeights(4, w, w, 4));
            SelfNormalizedImportanceSampling self =
                    SelfNormalizedImportanceSampling.of(equal, new double[] {1, 2, 3, 4});
            assertThat(self.estimate()).isEqualTo(2.5);
            assertClose(self.standardError(), Math.sqrt(5) / 4);
        }
    }

    @Test
    void aWeightThatDwarfsAllOthersCountsAloneWhereverItStands() {
        double tiny = Math.exp(-600);
        double huge = Math.exp(600);
        double[][] orders = {{tiny, 1, huge}, {huge, 1, tiny}, {1, huge, tiny}, {0, huge, 0}};
        for (double[] weights : orders) {
            assertThat(ImportanceWeights.of(weights).effectiveSampleSize()).isEqualTo(1);
            double[] rewards =
                    Arrays.stream(weights).map(w -> w == huge ? 7 : 1).toArray();
            SelfNormalizedImportanceSampling self = SelfNormalizedImportanceSampling.of(weights, rewards);
            assertThat(self.estimate()).isEqualTo(7);
            assertThat(self.standardError()).isZero();
            double[] zeros = new double[3];
            DoublyRobust robust = DoublyRobust.selfNormalized(weights, rewards, zeros, zeros);
            assertThat(robust.estimate()).isEqualTo(7);
            assertThat(robust.standardError()).isLessThan(1e-12);
        }
    }
}
