package proximal.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class StatisticsPropertyTest {
    private static final StratifiedBootstrap FEW =
            StratifiedBootstrap.withDefaults().withResamples(100);

    /** Rounded to tenths, so that there are ties. */
    private static double[][] scores(int runs, int tasks, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] scores = new double[runs][tasks];
        for (double[] run : scores) {
            Arrays.setAll(run, task -> Math.rint(random.nextDouble(-1, 2) * 10) / 10);
        }
        return scores;
    }

    private static double[][] transformed(double[][] scores, double factor, double shift) {
        return Arrays.stream(scores)
                .map(run -> Arrays.stream(run).map(s -> factor * s + shift).toArray())
                .toArray(double[][]::new);
    }

    private static List<java.util.function.ToDoubleFunction<double[][]>> aggregates() {
        return List.of(
                ScoreAggregates::interquartileMean,
                ScoreAggregates::mean,
                ScoreAggregates::median,
                s -> ScoreAggregates.optimalityGap(s, 0.7));
    }

    @Property
    void constantScoresAreTheirOwnAggregate(
            @ForAll @IntRange(min = 2, max = 12) int runs,
            @ForAll @IntRange(min = 1, max = 6) int tasks,
            @ForAll @DoubleRange(min = -1000, max = 1000) double value) {
        double[][] constant = transformed(new double[runs][tasks], 1, value);
        for (var aggregate : aggregates().subList(0, 3)) {
            BootstrapInterval interval = FEW.interval(constant, aggregate);
            assertThat(interval.estimate()).isCloseTo(value, within(1e-10));
            assertThat(interval.low()).isEqualTo(interval.estimate());
            assertThat(interval.high()).isEqualTo(interval.estimate());
        }
        assertThat(ScoreAggregates.optimalityGap(constant, 0.7)).isCloseTo(Math.max(0.7 - value, 0), within(1e-10));
    }

    @Property
    void theOrderOfRunsAndTasksDoesNotCount(
            @ForAll @IntRange(min = 1, max = 9) int runs,
            @ForAll @IntRange(min = 1, max = 6) int tasks,
            @ForAll long seed) {
        double[][] scores = scores(runs, tasks, seed);
        double[][] turned = new double[runs][tasks];
        SplittableRandom random = new SplittableRandom(seed);
        int shift = random.nextInt(tasks);
        for (int task = 0; task < tasks; task++) {
            int other = random.nextInt(runs); // the runs of each task may be turned on their own
            for (int run = 0; run < runs; run++) {
                turned[(run + other) % runs][(task + shift) % tasks] = scores[run][task];
            }
        }
        for (var aggregate : aggregates()) {
            assertThat(aggregate.applyAsDouble(turned)).isCloseTo(aggregate.applyAsDouble(scores), within(1e-12));
        }
        assertThat(PerformanceProfile.of(turned, -1, 0, 0.5, 2))
                .isEqualTo(PerformanceProfile.of(scores, -1, 0, 0.5, 2));
    }

    @Property
    void aggregatesLieWithinTheScoresAndFollowTheirScale(
            @ForAll @IntRange(min = 1, max = 9) int runs,
            @ForAll @IntRange(min = 1, max = 6) int tasks,
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.1, max = 100) double factor) {
        double[][] scores = scores(runs, tasks, seed);
        double[] all =
                Arrays.stream(scores).flatMapToDouble(Arrays::stream).sorted().toArray();
        for (var aggregate : aggregates().subList(0, 3)) {
            double value = aggregate.applyAsDouble(scores);
            assertThat(value).isBetween(all[0] - 1e-12, all[all.length - 1] + 1e-12);
            assertThat(aggregate.applyAsDouble(transformed(scores, factor, 3)))
                    .isCloseTo(factor * value + 3, within(1e-11 * factor + 1e-11));
        }
        assertThat(ScoreAggregates.optimalityGap(scores, 0.7)).isBetween(0.0, 0.7 - Math.min(all[0], 0.7) + 1e-12);
    }

    @Property
    void theInterquartileMeanIgnoresTheOuterQuarters(@ForAll long seed) {
        double[][] scores = scores(8, 3, seed);
        double before = ScoreAggregates.interquartileMean(scores);
        double max = Arrays.stream(scores).flatMapToDouble(Arrays::stream).max().orElseThrow();
        for (double[] run : scores) {
            for (int task = 0; task < run.length; task++) {
                if (run[task] == max) {
                    run[task] = 1e9;
                    assertThat(ScoreAggregates.interquartileMean(scores)).isCloseTo(before, within(1e-12));
                    return;
                }
            }
        }
    }

    @Property
    void eitherImprovesOrTheOther(
            @ForAll @IntRange(min = 1, max = 9) int runsX,
            @ForAll @IntRange(min = 1, max = 9) int runsY,
            @ForAll @IntRange(min = 1, max = 6) int tasks,
            @ForAll long seed) {
        double[][] x = scores(runsX, tasks, seed);
        double[][] y = scores(runsY, tasks, ~seed);
        double p = ProbabilityOfImprovement.of(x, y);
        assertThat(p).isBetween(0.0, 1.0);
        assertThat(p + ProbabilityOfImprovement.of(y, x)).isCloseTo(1, within(1e-12));
        assertThat(ProbabilityOfImprovement.of(x, x)).isEqualTo(0.5);
        assertThat(ProbabilityOfImprovement.of(transformed(y, 1, 10), x)).isEqualTo(1);
    }

    @Property
    void profilesFallFromOneToZeroAndTheirAreaIsTheMean(
            @ForAll @IntRange(min = 1, max = 9) int runs,
            @ForAll @IntRange(min = 1, max = 6) int tasks,
            @ForAll long seed) {
        double[][] scores = scores(runs, tasks, seed);
        double[] thresholds = new double[31]; // between the tenths at which the scores lie, so the sum is exact
        Arrays.setAll(thresholds, i -> -1.05 + 0.1 * i);
        double[] shares = PerformanceProfile.of(scores, thresholds);
        assertThat(shares[0]).isEqualTo(1);
        double area = -1.0;
        for (int i = 1; i < shares.length; i++) {
            assertThat(shares[i]).isBetween(0.0, shares[i - 1]);
            area += 0.1 * shares[i];
        }
        assertThat(PerformanceProfile.of(scores, 2)).containsExactly(0);
        assertThat(area).isCloseTo(ScoreAggregates.mean(scores), within(1e-12));
    }

    @Property(tries = 50)
    void intervalsHoldTheirEstimateOfTheMeanAndNestByLevel(
            @ForAll @IntRange(min = 3, max = 9) int runs,
            @ForAll @IntRange(min = 1, max = 6) int tasks,
            @ForAll long seed) {
        double[][] scores = scores(runs, tasks, seed);
        StratifiedBootstrap bootstrap = FEW.withResamples(500).withSeed(seed);
        BootstrapInterval wide = bootstrap.interval(scores, ScoreAggregates::mean);
        BootstrapInterval narrow = bootstrap.withLevel(0.5).interval(scores, ScoreAggregates::mean);
        assertThat(wide.contains(wide.estimate())).isTrue();
        assertThat(wide.low()).isLessThanOrEqualTo(narrow.low());
        assertThat(wide.high()).isGreaterThanOrEqualTo(narrow.high());
        assertThat(bootstrap.interval(scores, ScoreAggregates::mean)).isEqualTo(wide);
    }

    @Property
    void normalisedScoresReachFromZeroToOne(
            @ForAll @IntRange(min = 2, max = 9) int runs,
            @ForAll @IntRange(min = 1, max = 6) int tasks,
            @ForAll long seed) {
        double[][] x = scores(runs, tasks, seed);
        x[0] = transformed(x, 1, 5)[0]; // so that no task has a single score
        double[][] y = scores(runs, tasks, ~seed);
        ScoreNormalization normalization = ScoreNormalization.minMax(x, y);
        for (int task = 0; task < tasks; task++) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (double[][] normalized : List.of(normalization.apply(x), normalization.apply(y))) {
                for (double[] run : normalized) {
                    min = Math.min(min, run[task]);
                    max = Math.max(max, run[task]);
                }
            }
            assertThat(min).isZero();
            assertThat(max).isEqualTo(1);
        }
    }
}
