package proximal.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StratifiedBootstrapTest {
    private static final StratifiedBootstrap BOOTSTRAP = StratifiedBootstrap.withDefaults();

    /** Standard normal scores, and a mean for each task that is its number times an offset. */
    private static double[][] normal(int runs, int tasks, double offset, SplittableRandom random) {
        double[][] scores = new double[runs][tasks];
        for (double[] run : scores) {
            for (int task = 0; task < tasks; task++) {
                run[task] = offset * task + random.nextGaussian();
            }
        }
        return scores;
    }

    /** Oracle: the drawn mean is a mean over tasks of independent means, each of variance s^2 / n with s^2 by n. */
    @Test
    void theSpreadOfTheMeanIsThatWithinTheTasks() {
        double[][] scores = normal(20, 3, 100, new SplittableRandom(1));
        double variance = 0;
        for (int task = 0; task < 3; task++) {
            double sum = 0;
            double squares = 0;
            for (double[] run : scores) {
                sum += run[task];
                squares += run[task] * run[task];
            }
            variance += (squares / 20 - sum / 20 * sum / 20) / 20 / 9;
        }
        BootstrapInterval interval = BOOTSTRAP.interval(scores, ScoreAggregates::mean);
        double half = 1.96 * Math.sqrt(variance);
        assertThat(interval.low()).isCloseTo(interval.estimate() - half, within(0.06 * half));
        assertThat(interval.high()).isCloseTo(interval.estimate() + half, within(0.06 * half));
    }

    /**
     * For the mean of n normal scores, the interval of plus and minus 1.96 s / sqrt(n), s by n, holds the true mean with the
     * probability that |t| with n - 1 degrees of freedom is below 1.96 sqrt((n - 1) / n): 0.904 for n = 10, 0.936 for n = 30.
     */
    @ParameterizedTest
    @CsvSource({"10, 0.904", "30, 0.936"})
    void theTrueMeanIsCoveredAsOftenAsTheoryHasIt(int runs, double expected) {
        SplittableRandom random = new SplittableRandom(7);
        StratifiedBootstrap bootstrap = BOOTSTRAP.withResamples(1000);
        int repeats = 4000;
        int covered = 0;
        for (int i = 0; i < repeats; i++) {
            double[][] scores = normal(runs, 1, 0, random);
            covered += bootstrap
                            .withSeed(i)
                            .interval(scores, ScoreAggregates::mean)
                            .contains(0)
                    ? 1
                    : 0;
        }
        assertThat((double) covered / repeats).isCloseTo(expected, within(0.015));
    }

    @Test
    void theProbabilityOfImprovementOfEqualAlgorithmsIsHalfWithinItsInterval() {
        SplittableRandom random = new SplittableRandom(3);
        StratifiedBootstrap bootstrap = BOOTSTRAP.withResamples(500);
        int covered = 0;
        for (int i = 0; i < 300; i++) {
            double[][] x = normal(20, 3, 5, random);
            double[][] y = normal(15, 3, 5, random);
            covered += bootstrap.interval(x, y, ProbabilityOfImprovement::of).contains(0.5) ? 1 : 0;
        }
        assertThat(covered / 300.0).isBetween(0.9, 0.98);
        double[][] better = normal(20, 3, 5, random);
        Arrays.stream(better).forEach(run -> Arrays.setAll(run, task -> run[task] + 2));
        assertThat(bootstrap
                        .interval(better, normal(15, 3, 5, random), ProbabilityOfImprovement::of)
                        .low())
                .isGreaterThan(0.7);
    }

    @Test
    void aProfileHasItsBandAtEachThreshold() {
        double[][] scores = normal(30, 2, 0, new SplittableRandom(5));
        double[] thresholds = {-10, -1, 0, 1, 10};
        List<BootstrapInterval> band = BOOTSTRAP.intervals(scores, s -> PerformanceProfile.of(s, thresholds));
        double[] shares = PerformanceProfile.of(scores, thresholds);
        for (int i = 0; i < thresholds.length; i++) {
            assertThat(band.get(i).estimate()).isEqualTo(shares[i]);
            assertThat(band.get(i).contains(shares[i])).isTrue();
        }
        assertThat(band.get(0)).isEqualTo(new BootstrapInterval(1, 1, 1));
        assertThat(band.get(4)).isEqualTo(new BootstrapInterval(0, 0, 0));
        // Oracle: with one task the share is binomial over the runs.
        double[][] one = new double[30][1];
        Arrays.setAll(one, run -> new double[] {run < 12 ? 1 : 0});
        BootstrapInterval interval =
                BOOTSTRAP.intervals(one, s -> PerformanceProfile.of(s, 0.5)).get(0);
        assertThat(interval.estimate()).isEqualTo(0.4);
        assertThat(interval.low())
                .isCloseTo(7.0 / 30, within(1e-12)); // 2.5 % and 97.5 % quantiles of Binomial(30, 0.4)
        assertThat(interval.high()).isCloseTo(17.0 / 30, within(1e-12));
    }

    @Test
    void aCurveDrawsTheSameRunsAtEachStep() {
        double[][] early = normal(10, 3, 0, new SplittableRandom(2));
        double[][] late = Arrays.stream(early)
                .map(run -> Arrays.stream(run).map(s -> s + 8).toArray())
                .toArray(double[][]::new);
        List<BootstrapInterval> curve =
                BOOTSTRAP.curve(new double[][][] {early, late}, ScoreAggregates::interquartileMean);
        assertThat(curve.get(0)).isEqualTo(BOOTSTRAP.interval(early, ScoreAggregates::interquartileMean));
        assertThat(curve.get(1).low()).isCloseTo(curve.get(0).low() + 8, within(1e-12));
        assertThat(curve.get(1).high()).isCloseTo(curve.get(0).high() + 8, within(1e-12));
    }

    @Test
    void theScoresAreLeftAsTheyWere() {
        double[][] scores = normal(5, 2, 0, new SplittableRandom(9));
        double[][] before = Arrays.stream(scores).map(double[]::clone).toArray(double[][]::new);
        BOOTSTRAP.interval(scores, s -> s[0][0]++);
        assertThat(scores).isDeepEqualTo(before);
    }

    @Test
    void twentyThousandResamplesOfTenRunsOnThreeTasksTakeWellUnderASecond() {
        double[][] scores = normal(10, 3, 0, new SplittableRandom(4));
        long start = System.nanoTime();
        BOOTSTRAP.interval(scores, ScoreAggregates::interquartileMean); // 70 ms when it was measured
        double seconds = (System.nanoTime() - start) * 1e-9;
        assertThat(seconds).isLessThan(1);
    }

    @Test
    void badScoresAreNamedWithTheirPlace() {
        double[][] ragged = {{1, 2}, {3}};
        double[][] nan = {{1, 2}, {3, Double.NaN}};
        double[][] one = {{1, 2}};
        double[][] good = {{1, 2}, {3, 4}};
        assertThatThrownBy(() -> ScoreAggregates.mean(new double[0][]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scores must have at least one run and one task but had no run");
        assertThatThrownBy(() -> ScoreAggregates.median(new double[2][0])).hasMessageContainingAll("scores", "run 0");
        assertThatThrownBy(() -> ScoreAggregates.interquartileMean(ragged))
                .hasMessageContainingAll("scores", "run 0", "has 2", "run 1", "has 1");
        assertThatThrownBy(() -> PerformanceProfile.of(nan, 1))
                .hasMessageContainingAll("scores", "run 1", "task 1", "was NaN");
        assertThatThrownBy(() -> BOOTSTRAP.interval(one, ScoreAggregates::mean))
                .hasMessageContainingAll("scores", "at least 2", "but had 1");
        assertThatThrownBy(() -> BOOTSTRAP.interval(good, one, ProbabilityOfImprovement::of))
                .hasMessageContainingAll("scores of y", "at least 2", "but had 1");
        assertThatThrownBy(() -> ProbabilityOfImprovement.of(good, new double[][] {{1}}))
                .hasMessageContainingAll("x and y", "but had 2", "1");
        assertThatThrownBy(() -> BOOTSTRAP.curve(new double[][][] {good, new double[3][2]}, ScoreAggregates::mean))
                .hasMessageContainingAll("step counts", "count 0", "has 2 x 2", "count 1", "has 3 x 2");
        assertThatThrownBy(() -> BOOTSTRAP.curve(new double[][][] {good, nan}, ScoreAggregates::mean))
                .hasMessageContainingAll("count 1", "run 1", "task 1", "was NaN");
        assertThatThrownBy(() -> BOOTSTRAP.interval(good, s -> Double.NaN))
                .hasMessage("the statistic of the rows as they are was NaN");
        assertThatThrownBy(() -> BOOTSTRAP.interval(good, s -> s[0][0] == 1 && s[1][0] == 3 ? 1 : Double.NaN))
                .hasMessageMatching("the statistic had no value in 7\\d\\.\\d % of the 20000 resamples, so that .*");
    }

    /** Oracle: of two runs, one in four resamples has the first alone, whose ratio has the denominator 0. */
    @Test
    void aResampleWithoutAStatisticIsLeftOut() {
        double[][] scores = {{0}, {1}};
        ToDoubleFunction<double[][]> inverse = s -> 1 / (s[0][0] + s[1][0]);
        assertLeftOut(BOOTSTRAP.interval(scores, inverse));
        assertLeftOut(BOOTSTRAP.interval(scores, s -> {
            double value = inverse.applyAsDouble(s);
            if (value > 1) {
                throw new IllegalArgumentException("nothing to divide by");
            }
            return value;
        }));
        assertLeftOut(BOOTSTRAP.interval(scores, scores, (x, y) -> inverse.applyAsDouble(x)));
    }

    private static void assertLeftOut(BootstrapInterval interval) {
        assertThat(interval.undefinedShare()).isCloseTo(0.25, within(0.02));
        assertThat(interval.low()).isEqualTo(0.5);
        assertThat(interval.high()).isEqualTo(1);
    }

    @Test
    void anInterruptEndsTheDraws() {
        double[][] scores = {{0}, {1}};
        ToDoubleFunction<double[][]> slow = s -> {
            Thread.currentThread().interrupt();
            return 1;
        };
        assertThatThrownBy(() -> BOOTSTRAP.interval(scores, slow))
                .isInstanceOf(CancellationException.class)
                .hasMessage("the bootstrap was interrupted before resample 0");
        assertThatThrownBy(() -> BOOTSTRAP.interval(scores, scores, (x, y) -> 1))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void badSettingsAreNamedWithTheirRange() {
        double[][] good = {{1, 2}, {3, 4}};
        assertThatThrownBy(() -> BOOTSTRAP.withLevel(1)).hasMessageContainingAll("level", "(0, 1)", "was 1.0");
        assertThatThrownBy(() -> BOOTSTRAP.withLevel(Double.NaN)).hasMessageContainingAll("level", "(0, 1)", "was NaN");
        assertThatThrownBy(() -> BOOTSTRAP.withResamples(1))
                .hasMessageContainingAll("resamples", "at least 2", "was 1");
        assertThatThrownBy(() -> ScoreAggregates.optimalityGap(good, Double.NaN))
                .hasMessageContainingAll("gamma", "was NaN");
        assertThatThrownBy(() -> PerformanceProfile.of(good))
                .hasMessage("a performance profile needs at least one threshold but had none");
        assertThatThrownBy(() -> PerformanceProfile.of(good, 1, Double.NaN))
                .hasMessageContainingAll("thresholds", "threshold 1", "was NaN");
        assertThatThrownBy(() -> ScoreNormalization.between(new double[1], new double[2]))
                .hasMessageContainingAll("zero and one", "but had 1", "2");
        assertThatThrownBy(() -> ScoreNormalization.between(new double[] {0, 3}, new double[] {1, 3}))
                .hasMessageContainingAll("zero and one", "task 1", "were 3.0");
        assertThatThrownBy(() -> ScoreNormalization.minMax())
                .hasMessage("minMax needs the scores of at least one algorithm but had none");
        assertThatThrownBy(() -> ScoreNormalization.minMax(good, new double[][] {{1}}))
                .hasMessageContainingAll("scores", "2 tasks", "1");
        assertThatThrownBy(() -> ScoreNormalization.minMax(good, new double[][] {{1, Double.NaN}}))
                .hasMessageContainingAll("algorithm 1", "run 0", "task 1", "was NaN");
    }
}
