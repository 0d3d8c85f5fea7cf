package proximal.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import proximal.statistics.BootstrapInterval;

class ImportanceTest {
    private static final double[] W = {0.5, 2, 0, 1.5};
    private static final double[] R = {1, 3, 7, -2};

    /** A bandit of three actions: p and q, the rewards' means, and reward noise that is uniform in [-1, 1]. */
    private static final double[] P = {0.2, 0.3, 0.5};

    private static final double[] Q = {0.5, 0.4, 0.1};
    private static final double[] MEANS = {1, -2, 4};
    private static final double TRUTH = 0.2 * 1 - 0.3 * 2 + 0.5 * 4;

    private static double sampleStandardError(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }

    private static int draw(SplittableRandom random, double[] probabilities) {
        double u = random.nextDouble();
        int a = 0;
        while (a < 2 && u >= probabilities[a]) {
            u -= probabilities[a++];
        }
        return a;
    }

    @Test
    void estimatesAreTheirFormulas() {
        double[] products = {0.5, 6, 0, -3};
        assertThat(OrdinaryImportanceSampling.of(W, R).estimate()).isCloseTo(3.5 / 4, within(1e-15));
        assertThat(OrdinaryImportanceSampling.of(W, R).standardError())
                .isCloseTo(sampleStandardError(products), within(1e-15));
        SelfNormalizedImportanceSampling self = SelfNormalizedImportanceSampling.of(W, R);
        double v = 3.5 / 4;
        assertThat(self.estimate()).isCloseTo(v, within(1e-15));
        double squares = 0;
        for (int i = 0; i < 4; i++) {
            squares += W[i] * W[i] * (R[i] - v) * (R[i] - v);
        }
        assertThat(self.standardError()).isCloseTo(Math.sqrt(squares) / 4, within(1e-15));
        TruncatedImportanceSampling truncated = TruncatedImportanceSampling.of(W, R, 1);
        assertThat(truncated.estimate()).isCloseTo((0.5 + 3 - 2) / 4, within(1e-15));
        assertThat(truncated.standardError())
                .isCloseTo(sampleStandardError(new double[] {0.5, 3, 0, -2}), within(1e-15));
        assertThat(truncated.truncatedShare()).isEqualTo(0.5);
    }

    @Test
    void doublyRobustEstimatesAreTheirFormulas() {
        double[] qa = {0.9, 2, 3, -1};
        double[] qp = {0.1, 0.7, 0.3, 0.4};
        assertRobust(DoublyRobust.of(W, R, qa, qp), qa, qp, w -> w);
        assertRobust(DoublyRobust.switching(W, R, qa, qp, 1.5), qa, qp, w -> w <= 1.5 ? w : 0);
        assertRobust(DoublyRobust.shrunk(W, R, qa, qp, 3), qa, qp, w -> 3 * w / (w * w + 3));
        assertRobust(DoublyRobust.directMethod(qp), qa, qp, w -> 0);
        DoublyRobust self = DoublyRobust.selfNormalized(W, R, qa, qp);
        double error = 0;
        for (int i = 0; i < 4; i++) {
            error += W[i] * (R[i] - qa[i]) / 4;
        }
        assertThat(self.estimate()).isCloseTo(1.5 / 4 + error, within(1e-14));
        double[] influence = new double[4];
        for (int i = 0; i < 4; i++) {
            influence[i] = qp[i] - 1.5 / 4 + W[i] * (R[i] - qa[i] - error);
        }
        assertThat(self.standardError()).isCloseTo(sampleStandardError(influence), within(1e-14));
    }

    private static void assertRobust(DoublyRobust actual, double[] qa, double[] qp, DoubleUnaryOperator f) {
        double[] terms = new double[4];
        Arrays.setAll(terms, i -> qp[i] + f.applyAsDouble(W[i]) * (R[i] - qa[i]));
        assertThat(actual.estimate()).isCloseTo(Arrays.stream(terms).average().orElseThrow(), within(1e-15));
        assertThat(actual.standardError()).isCloseTo(sampleStandardError(terms), within(1e-15));
    }

    @Test
    void aSingleRowHasNoStandardError() {
        double[] one = {2};
        assertThat(OrdinaryImportanceSampling.of(one, one).standardError()).isNaN();
        assertThat(TruncatedImportanceSampling.of(one, one, 1).standardError()).isNaN();
        assertThat(DoublyRobust.of(one, one, one, one).standardError()).isNaN();
        assertThat(DoublyRobust.selfNormalized(one, one, one, one).standardError())
                .isNaN();
        assertThat(KlEstimators.of(one).k3StandardError()).isNaN();
    }

    @Test
    void ordinaryAndDoublyRobustAreUnbiasedWhereTheorySaysSo() {
        SplittableRandom random = new SplittableRandom(11);
        int n = 200_000;
        double[] target = new double[n];
        double[] behaviour = new double[n];
        double[] rewards = new double[n];
        double[] wrongModelOfAction = new double[n];
        double[] wrongModelOfPolicy = new double[n];
        for (int i = 0; i < n; i++) {
            int a = draw(random, Q);
            target[i] = P[a];
            behaviour[i] = Q[a];
            rewards[i] = MEANS[a] + random.nextDouble(-1, 1);
            wrongModelOfAction[i] = a; // any model does, as long as its policy value is the mean over p
            wrongModelOfPolicy[i] = 0.3 * 1 + 0.5 * 2;
        }
        double[] weights = ImportanceWeights.fromProbabilities(target, behaviour);
        OrdinaryImportanceSampling ordinary = OrdinaryImportanceSampling.of(weights, rewards);
        assertThat(ordinary.estimate()).isCloseTo(TRUTH, within(4 * ordinary.standardError()));
        DoublyRobust robust = DoublyRobust.of(weights, rewards, wrongModelOfAction, wrongModelOfPolicy);
        assertThat(robust.estimate()).isCloseTo(TRUTH, within(4 * robust.standardError()));
        SelfNormalizedImportanceSampling self = SelfNormalizedImportanceSampling.of(weights, rewards);
        assertThat(self.estimate()).isCloseTo(TRUTH, within(4 * self.standardError() + 10.0 / n));
        // E_q[w^2 r^2] = sum p^2 / q (m^2 + 1/3), so the standard error itself has a closed form.
        double second = 0;
        for (int a = 0; a < 3; a++) {
            second += P[a] * P[a] / Q[a] * (MEANS[a] * MEANS[a] + 1.0 / 3);
        }
        assertThat(ordinary.standardError()).isCloseTo(Math.sqrt((second - TRUTH * TRUTH) / n), within(5e-4));
        // Truncation at 2 changes the last action alone, whose weight is 5: its share 0.5 becomes 0.1 * 2.
        TruncatedImportanceSampling truncated = TruncatedImportanceSampling.of(weights, rewards, 2);
        assertThat(truncated.estimate()).isCloseTo(TRUTH - 0.3 * 4, within(4 * truncated.standardError()));
    }

    @Test
    void perDecisionIsUnbiasedForTrajectories() {
        SplittableRandom random = new SplittableRandom(12);
        int n = 100_000;
        double[][] ratios = new double[n][3];
        double[][] rewards = new double[n][3];
        for (int i = 0; i < n; i++) {
            for (int t = 0; t < 3; t++) {
                int a = draw(random, Q);
                ratios[i][t] = P[a] / Q[a];
                rewards[i][t] = MEANS[a];
            }
        }
        PerDecisionImportanceSampling estimate = PerDecisionImportanceSampling.of(ratios, rewards, 0.5);
        assertThat(estimate.estimate()).isCloseTo(TRUTH * 1.75, within(4 * estimate.standardError()));
        assertThat(estimate.standardError()).isLessThan(0.1);
    }

    @Test
    void klEstimatesAreTheirFormulasAndAgreeWithTheExactDivergence() {
        KlEstimators small = KlEstimators.of(new double[] {-0.5, 0.25});
        assertThat(small.k1()).isEqualTo(0.125);
        assertThat(small.k2()).isEqualTo((0.125 + 0.03125) / 2);
        assertThat(small.k3()).isCloseTo((Math.exp(-0.5) - 0.5 + Math.exp(0.25) - 1.25) / 2, within(1e-15));
        assertThat(KlEstimators.of(new double[] {1e-8}).k3()).isCloseTo(5e-17, within(1e-24));
        for (double l : new double[] {0.03, -0.03, Math.nextDown(0.03), Math.nextUp(-0.03), 0.01, 2, -40}) {
            double exact = Math.expm1(l) - l;
            assertThat(KlEstimators.of(new double[] {l}).k3()).isCloseTo(exact, within(1e-12 * exact + 1e-16));
        }

        SplittableRandom random = new SplittableRandom(13);
        double[] logRatios = new double[200_000];
        Arrays.setAll(logRatios, i -> {
            int a = draw(random, Q);
            return Math.log(P[a] / Q[a]);
        });
        double exact = 0;
        for (int a = 0; a < 3; a++) {
            exact += Q[a] * Math.log(Q[a] / P[a]);
        }
        KlEstimators estimates = KlEstimators.of(logRatios);
        assertThat(estimates.k1()).isCloseTo(exact, within(4 * estimates.k1StandardError()));
        assertThat(estimates.k3()).isCloseTo(exact, within(4 * estimates.k3StandardError()));
    }

    @Test
    void logProbabilitiesOfAnySizeGiveTheSameNormalisedWeights() {
        double[] target = {-1000, -1001, Double.NEGATIVE_INFINITY, -1002};
        double[] behaviour = {-2000, -2002, -3, -2001};
        double e = Math.E;
        double sum = 1 + e + 1 / e;
        assertThat(ImportanceWeights.normalizedFromLogProbabilities(target, behaviour))
                .containsExactly(new double[] {1 / sum, e / sum, 0, 1 / e / sum}, within(1e-12));
        assertThat(ImportanceWeights.fromLogProbabilities(
                        new double[] {Math.log(0.2), Double.NEGATIVE_INFINITY}, new double[] {Math.log(0.4), -1}))
                .containsExactly(new double[] {0.5, 0}, within(1e-15));
        assertThat(ImportanceWeights.of(new double[] {0, 0}).effectiveSampleSize())
                .isZero();
    }

    @Test
    void theBootstrapOfAMeanIsThatOfTheNormalApproximation() {
        SplittableRandom random = new SplittableRandom(14);
        double[] x = random.doubles(400).toArray();
        ToDoubleFunction<int[]> mean =
                rows -> Arrays.stream(rows).mapToDouble(i -> x[i]).average().orElseThrow();
        BootstrapInterval interval = BootstrapInterval.of(x.length, mean, 0.95, 4000, 5);
        double average = Arrays.stream(x).average().orElseThrow();
        double half = 1.96 * sampleStandardError(x);
        assertThat(interval.estimate()).isEqualTo(average);
        assertThat(interval.low()).isCloseTo(average - half, within(0.1 * half));
        assertThat(interval.high()).isCloseTo(average + half, within(0.1 * half));
        assertThat(interval.contains(average)).isTrue();
        assertThat(interval.contains(interval.high() + 1e-9)).isFalse();
        assertThat(BootstrapInterval.of(x.length, mean, 0.95, 4000, 5)).isEqualTo(interval);
        assertThat(BootstrapInterval.of(x.length, mean, 0.95, 4000, 6)).isNotEqualTo(interval);
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void badPropensitiesAreRefused() {
        double[] p = {0.5, 0.5};
        assertRefused(
                () -> ImportanceWeights.fromProbabilities(p, new double[] {0.5, 0}),
                "behaviour probability 1 must be in (0, 1] but was 0.0");
        assertRefused(
                () -> ImportanceWeights.fromProbabilities(p, new double[] {-0.5, 1}),
                "behaviour probability 0 must be in (0, 1] but was -0.5");
        assertRefused(
                () -> ImportanceWeights.fromProbabilities(new double[] {0.5, Double.NaN}, p),
                "target probability 1 must be in [0, 1] but was NaN");
        assertRefused(
                () -> ImportanceWeights.fromProbabilities(p, new double[] {0.5, Double.NaN}),
                "behaviour probability 1 must be in (0, 1] but was NaN");
        assertRefused(
                () -> ImportanceWeights.fromProbabilities(new double[0], new double[0]),
                "importance weights need at least 1 row but had 0");
        assertRefused(
                () -> ImportanceWeights.fromProbabilities(new double[3], p),
                "target and behaviour must have the same length but had 3 and 2");
        assertRefused(
                () -> ImportanceWeights.fromLogProbabilities(new double[] {0, 900}, new double[] {0, -1}),
                "weight 1 is exp(901.0), too large for a double; normalizedFromLogProbabilities has no such limit");
        assertRefused(
                () -> ImportanceWeights.fromLogProbabilities(new double[] {0}, new double[] {Double.NEGATIVE_INFINITY}),
                "row 0 must have a log target that is finite or -Infinity and a finite log behaviour but had 0.0 and "
                        + "-Infinity");
        assertRefused(
                () -> ImportanceWeights.normalizedFromLogProbabilities(
                        new double[] {Double.NEGATIVE_INFINITY}, new double[] {0}),
                "all 1 weights are 0, so they have no normalised form");
    }

    @Test
    void badRowsAreRefused() {
        double[] ok = {1, 1};
        double[] nan = {1, Double.NaN};
        double[] none = {};
        double[] zeros = {0, 0};
        double[] negative = {1, -0.5};
        String weight = "weight 1 must be finite and not negative but was NaN";
        String below = "weight 1 must be finite and not negative but was -0.5";
        String reward = "reward 1 must be finite but was NaN";
        String lengths = "weights and rewards must have the same length but had 0 and 2";
        String empty = "importance sampling needs at least 1 row but had 0";
        String allZero = "all 2 weights are 0, so the log says nothing of the target policy";
        assertRefused(() -> ImportanceWeights.of(nan), weight);
        assertRefused(() -> ImportanceWeights.of(negative), below);
        assertRefused(() -> OrdinaryImportanceSampling.of(negative, ok), below);
        assertRefused(() -> SelfNormalizedImportanceSampling.of(negative, ok), below);
        assertRefused(() -> TruncatedImportanceSampling.of(negative, ok, 1), below);
        assertRefused(() -> DoublyRobust.of(negative, ok, ok, ok), below);
        assertRefused(() -> DoublyRobust.selfNormalized(negative, ok, ok, ok), below);
        assertRefused(() -> DoublyRobust.selfNormalized(nan, ok, ok, ok), weight);
        assertRefused(() -> ImportanceWeights.of(none), "importance weights need at least 1 row but had 0");
        assertRefused(() -> OrdinaryImportanceSampling.of(nan, ok), weight);
        assertRefused(() -> OrdinaryImportanceSampling.of(ok, nan), reward);
        assertRefused(() -> OrdinaryImportanceSampling.of(none, ok), lengths);
        assertRefused(() -> OrdinaryImportanceSampling.of(none, none), empty);
        assertRefused(() -> SelfNormalizedImportanceSampling.of(nan, ok), weight);
        assertRefused(() -> SelfNormalizedImportanceSampling.of(ok, nan), reward);
        assertRefused(() -> SelfNormalizedImportanceSampling.of(none, ok), lengths);
        assertRefused(() -> SelfNormalizedImportanceSampling.of(none, none), empty);
        assertRefused(() -> SelfNormalizedImportanceSampling.of(zeros, ok), allZero);
        assertRefused(() -> TruncatedImportanceSampling.of(nan, ok, 1), weight);
        assertRefused(() -> TruncatedImportanceSampling.of(ok, nan, 1), reward);
        assertRefused(() -> TruncatedImportanceSampling.of(none, ok, 1), lengths);
        assertRefused(() -> TruncatedImportanceSampling.of(none, none, 1), empty);
        assertRefused(() -> TruncatedImportanceSampling.of(ok, ok, 0), "maxWeight must be positive but was 0.0");
        assertRefused(() -> DoublyRobust.of(nan, ok, ok, ok), weight);
        assertRefused(() -> DoublyRobust.of(ok, nan, ok, ok), reward);
        assertRefused(
                () -> DoublyRobust.of(ok, ok, ok, nan),
                "the model of row 1 must be finite but was 1.0 for the action and NaN for the policy");
        assertRefused(
                () -> DoublyRobust.of(ok, ok, none, ok),
                "weights, rewards, modelOfAction and modelOfPolicy must have the same length but had 2, 2, 0 and 2");
        assertRefused(() -> DoublyRobust.directMethod(none), "a doubly robust estimate needs at least 1 row but had 0");
        assertRefused(() -> DoublyRobust.selfNormalized(zeros, ok, ok, ok), allZero);
        assertRefused(() -> DoublyRobust.switching(ok, ok, ok, ok, -1), "tau must not be negative but was -1.0");
        assertRefused(() -> DoublyRobust.shrunk(ok, ok, ok, ok, 0), "lambda must be positive and finite but was 0.0");
        assertRefused(() -> KlEstimators.of(nan), "log-ratio 1 must be finite and below 709 but was NaN");
        assertRefused(
                () -> KlEstimators.of(none), "an estimate of the divergence needs at least 1 log-ratio but had 0");
    }

    @Test
    void badTrajectoriesAreRefused() {
        double[][] ok = {{1, 1}, {1, 1}};
        assertRefused(
                () -> PerDecisionImportanceSampling.of(ok, new double[][] {{1, 1}}, 1),
                "ratios and rewards must have the same number of trajectories but had 2 and 1");
        assertRefused(
                () -> PerDecisionImportanceSampling.of(ok, new double[][] {{1, 1}, {1}}, 1),
                "trajectory 1 must have as many ratios as rewards but had 2 and 1");
        assertRefused(() -> PerDecisionImportanceSampling.of(ok, ok, 1.5), "discount must be in [0, 1] but was 1.5");
        assertRefused(
                () -> PerDecisionImportanceSampling.of(new double[][] {{1, -1}}, new double[][] {{1, 1}}, 1),
                "ratio 1 of trajectory 0 must be finite and not negative but was -1.0");
        assertRefused(
                () -> PerDecisionImportanceSampling.of(new double[][] {{1}}, new double[][] {{Double.NaN}}, 1),
                "reward 0 of trajectory 0 must be finite but was NaN");
        assertRefused(
                () -> PerDecisionImportanceSampling.of(new double[][] {{1e200, 1e200}}, new double[][] {{1, 1}}, 1),
                "the product of the ratios of trajectory 0 up to step 1 is too large for a double");
        assertRefused(
                () -> PerDecisionImportanceSampling.of(new double[0][], new double[0][], 1),
                "importance sampling needs at least 1 trajectory but had 0");
    }

    @Test
    void badBootstrapsAreRefused() {
        assertRefused(
                () -> BootstrapInterval.of(1, rows -> 1, 0.95, 10, 1), "a bootstrap needs at least 2 rows but had 1");
        assertRefused(() -> BootstrapInterval.of(2, rows -> 1, 1, 10, 1), "level must be in (0, 1) but was 1.0");
        assertRefused(() -> BootstrapInterval.of(2, rows -> 1, 0.9, 1, 1), "resamples must be at least 2 but was 1");
        assertRefused(
                () -> BootstrapInterval.of(2, rows -> Double.NaN, 0.9, 10, 1),
                "the statistic of the rows as they are was NaN");
        assertRefused(
                () -> BootstrapInterval.of(2, rows -> 1 / (rows[0] - rows[0] + 0.0), 0.9, 10, 1),
                "the statistic of the rows as they are was Infinity");
        int[] calls = {0};
        assertRefused(
                () -> BootstrapInterval.of(3, rows -> calls[0]++ < 4 ? 1 : Double.NaN, 0.9, 10, 1),
                "the statistic had no value in 70.0 % of the 10 resamples,"
                        + " so that an interval of the others would say little");
    }

    /** Oracle: with four zeros in six weights, (4 / 6)^6 = 8.78 % of the resamples have no weight. */
    @Test
    void aResampleWithoutAnEstimateIsLeftOutAndCounted() {
        double[] weights = {0, 0, 0, 0, 2, 3};
        double[] rewards = {1, 1, 1, 1, 1, 0};
        ToDoubleFunction<int[]> selfNormalized = rows -> SelfNormalizedImportanceSampling.of(
                        Arrays.stream(rows).mapToDouble(i -> weights[i]).toArray(),
                        Arrays.stream(rows).mapToDouble(i -> rewards[i]).toArray())
                .estimate();
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        BootstrapInterval interval;
        try {
            System.setErr(new PrintStream(said, true));
            interval = BootstrapInterval.of(6, selfNormalized, 0.95, 20_000, 1);
        } finally {
            System.setErr(before);
        }
        assertThat(interval.estimate()).isCloseTo(0.4, within(1e-12));
        assertThat(interval.low()).isZero();
        assertThat(interval.high()).isEqualTo(1);
        assertThat(interval.undefinedShare()).isCloseTo(Math.pow(4 / 6.0, 6), within(0.006));
        assertThat(said.toString())
                .matches("the statistic had no value in (8|9)\\.\\d % of the 20000 resamples;"
                        + " the interval is that of the others\\R");
    }

    @Test
    void anInterruptedBootstrapEnds() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> BootstrapInterval.of(2, rows -> rows[0], 0.9, 10, 1))
                .isInstanceOf(CancellationException.class)
                .hasMessage("the bootstrap was interrupted before resample 0");
        assertThat(Thread.interrupted()).isTrue();
    }
}
