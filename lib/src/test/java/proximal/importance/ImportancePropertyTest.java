package proximal.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

class ImportancePropertyTest {

    @Provide
    Arbitrary<double[]> rewards() {
        return Arbitraries.doubles()
                .between(-1000, 1000)
                .array(double[].class)
                .ofMinSize(1)
                .ofMaxSize(50);
    }

    @Provide
    Arbitrary<double[]> probabilities() {
        return Arbitraries.doubles()
                .between(1e-6, 1)
                .ofScale(9)
                .array(double[].class)
                .ofSize(50);
    }

    @Property
    void aPolicysOwnLogGivesThePlainMean(
            @ForAll("rewards") double[] rewards, @ForAll("probabilities") double[] probabilities) {
        double[] p = Arrays.copyOf(probabilities, rewards.length);
        double[] weights = ImportanceWeights.fromProbabilities(p, p);
        double mean = Arrays.stream(rewards).average().orElseThrow();
        assertThat(OrdinaryImportanceSampling.of(weights, rewards).estimate()).isCloseTo(mean, within(1e-9));
        assertThat(SelfNormalizedImportanceSampling.of(weights, rewards).estimate())
                .isCloseTo(mean, within(1e-9));
        assertThat(TruncatedImportanceSampling.of(weights, rewards, 1).estimate())
                .isCloseTo(mean, within(1e-9));
        assertThat(ImportanceWeights.of(weights).effectiveSampleSize()).isEqualTo(rewards.length);
    }

    @Property
    void selfNormalisedEstimatesLieWithinTheRangeOfTheRewards(
            @ForAll("rewards") double[] rewards, @ForAll("probabilities") double[] probabilities) {
        double[] weights = Arrays.stream(probabilities)
                .map(p -> 1 / p)
                .limit(rewards.length)
                .toArray();
        double estimate = SelfNormalizedImportanceSampling.of(weights, rewards).estimate();
        assertThat(estimate)
                .isBetween(
                        Arrays.stream(rewards).min().orElseThrow(),
                        Arrays.stream(rewards).max().orElseThrow());
    }

    @Property
    void selfNormalisedEstimatesDoNotDependOnTheScaleOfTheWeights(
            @ForAll("rewards") double[] rewards,
            @ForAll("probabilities") double[] probabilities,
            @ForAll @DoubleRange(min = 1e-3, max = 1e3) @Scale(3) double scale) {
        double[] weights = Arrays.stream(probabilities)
                .map(p -> 1 / p)
                .limit(rewards.length)
                .toArray();
        double[] scaled = Arrays.stream(weights).map(w -> w * scale).toArray();
        SelfNormalizedImportanceSampling one = SelfNormalizedImportanceSampling.of(weights, rewards);
        SelfNormalizedImportanceSampling other = SelfNormalizedImportanceSampling.of(scaled, rewards);
        assertThat(other.estimate()).isCloseTo(one.estimate(), within(1e-7));
        assertThat(other.standardError()).isCloseTo(one.standardError(), within(1e-6));
    }

    @Property
    void k3IsNeverNegative(@ForAll("rewards") double[] rewards) {
        double[] logRatios = Arrays.stream(rewards).map(x -> x / 2).toArray();
        assertThat(KlEstimators.of(logRatios).k3()).isNotNegative();
    }

    @Property
    void k3IsNeverNegativeNearZero(
            @ForAll @DoubleRange(min = -1, max = 1) @Scale(6) double x, @ForAll @IntRange(max = 320) int e) {
        double logRatio = x * Math.pow(10, -e);
        assertThat(KlEstimators.of(new double[] {logRatio}).k3()).isNotNegative();
    }

    @Property
    void theEffectiveSampleSizeLiesBetweenOneAndN(@ForAll("probabilities") double[] weights) {
        assertThat(ImportanceWeights.of(weights).effectiveSampleSize()).isBetween(1.0, 50.0 + 1e-9);
    }

    @Property
    void truncationAboveTheLargestWeightChangesNothing(
            @ForAll("rewards") double[] rewards, @ForAll("probabilities") double[] probabilities) {
        double[] weights = Arrays.stream(probabilities)
                .map(p -> 1 / p)
                .limit(rewards.length)
                .toArray();
        TruncatedImportanceSampling truncated = TruncatedImportanceSampling.of(weights, rewards, 1e6 + 1);
        OrdinaryImportanceSampling ordinary = OrdinaryImportanceSampling.of(weights, rewards);
        assertThat(truncated.estimate()).isEqualTo(ordinary.estimate());
        assertThat(truncated.truncatedShare()).isZero();
    }

    @Property
    void withoutAModelDoublyRobustIsOrdinary(
            @ForAll("rewards") double[] rewards, @ForAll("probabilities") double[] probabilities) {
        double[] weights = Arrays.stream(probabilities)
                .map(p -> 1 / p)
                .limit(rewards.length)
                .toArray();
        double[] zeros = new double[rewards.length];
        DoublyRobust robust = DoublyRobust.of(weights, rewards, zeros, zeros);
        OrdinaryImportanceSampling ordinary = OrdinaryImportanceSampling.of(weights, rewards);
        assertThat(robust).isEqualTo(new DoublyRobust(ordinary.estimate(), ordinary.standardError()));
        assertThat(DoublyRobust.switching(weights, rewards, zeros, zeros, 1e7).estimate())
                .isEqualTo(ordinary.estimate());
        SelfNormalizedImportanceSampling self = SelfNormalizedImportanceSampling.of(weights, rewards);
        assertThat(DoublyRobust.selfNormalized(weights, rewards, zeros, zeros).estimate())
                .isCloseTo(self.estimate(), within(1e-8));
    }

    @Property(tries = 50)
    void trajectoriesOfOneStepAreOrdinary(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] weights = random.doubles(30, 0, 5).toArray();
        double[] rewards = random.doubles(30, -1, 1).toArray();
        double[][] ratios =
                Arrays.stream(weights).mapToObj(w -> new double[] {w}).toArray(double[][]::new);
        double[][] steps =
                Arrays.stream(rewards).mapToObj(r -> new double[] {r}).toArray(double[][]::new);
        OrdinaryImportanceSampling ordinary = OrdinaryImportanceSampling.of(weights, rewards);
        PerDecisionImportanceSampling perDecision = PerDecisionImportanceSampling.of(ratios, steps, 0.9);
        assertThat(perDecision.estimate()).isEqualTo(ordinary.estimate());
        assertThat(perDecision.standardError()).isEqualTo(ordinary.standardError());
    }
}
