package proximal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Oracles: central differences for the gradients, the law of large numbers for the samples. */
class ActionDistributionTest {

    static Stream<ActionDistribution> families() {
        return Stream.of(
                new Categorical(5),
                new Categorical(1),
                new DiagonalGaussian(1),
                new DiagonalGaussian(3),
                new MultiCategorical(2, 4, 1),
                new Bernoulli(3),
                squashed());
    }

    private static SquashedGaussian squashed() {
        return new SquashedGaussian(2, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @MethodSource("families")
    void backwardAgreesWithCentralDifferences(ActionDistribution family) {
        int n = 4;
        int width = family.parameterSize();
        SplittableRandom random = new SplittableRandom(7);
        float[] parameters = gaussians(random, n * width);
        float[] old = gaussians(random, n * width);
        float[] actions = new float[n * family.actionSize()];
        family.sample(parameters, n, random, actions);
        float[] logProbGradient = gaussians(random, n);
        float[] gradient = new float[n * width];
        family.backward(parameters, actions, old, n, logProbGradient, 0.7, -1.3, gradient);
        for (int i = 0; i < n * width; i++) {
            float kept = parameters[i];
            parameters[i] = kept + 0.01f;
            double above = objective(family, parameters, actions, old, n, logProbGradient);
            parameters[i] = kept - 0.01f;
            double below = objective(family, parameters, actions, old, n, logProbGradient);
            parameters[i] = kept;
            double difference = (above - below) / ((kept + 0.01f) - (kept - 0.01f));
            assertThat((double) gradient[i]).isCloseTo(difference, within(2e-3 * (1 + Math.abs(difference))));
        }
    }

    /** F is the Hessian of KL(p, q) at q = p, so F v is what its gradient changes by along v. */
    @ParameterizedTest
    @MethodSource("families")
    void fisherProductIsTheChangeOfTheGradientOfTheDivergence(ActionDistribution family) {
        int n = 5;
        int width = family.parameterSize();
        SplittableRandom random = new SplittableRandom(11);
        float[] parameters = gaussians(random, n * width);
        float[] vectors = gaussians(random, n * width);
        float[][] gradients = new float[2][n * width];
        float step = 0.005f;
        for (int side = 0; side < 2; side++) {
            float[] moved = new float[n * width];
            for (int i = 0; i < moved.length; i++) {
                moved[i] = parameters[i] + (side == 0 ? step : -step) * vectors[i];
            }
            family.backward(
                    moved, new float[n * family.actionSize()], parameters, n, new float[n], 0, 1, gradients[side]);
        }
        float[] products = vectors.clone();
        family.fisherProduct(parameters, n, products, products);
        for (int i = 0; i < n * width; i++) {
            double expected = ((double) gradients[0][i] - gradients[1][i]) / (2 * step);
            assertThat((double) products[i]).isCloseTo(expected, within(1e-3 * (1 + Math.abs(expected))));
        }
    }

    @Test
    void aFamilyWithoutAFisherProductSaysSo() {
        assertThatThrownBy(() -> new OutputsOnly(1, 2).fisherProduct(new float[2], 1, new float[2], new float[2]))
                .hasMessageContainingAll("trust region", "fisherProduct()", "OutputsOnly");
    }

    @ParameterizedTest
    @MethodSource("families")
    void termsAreWhatTheyAreOneByOne(ActionDistribution family) {
        int n = 50;
        SplittableRandom random = new SplittableRandom(3);
        float[] parameters = gaussians(random, n * family.parameterSize());
        float[] old = gaussians(random, n * family.parameterSize());
        float[] actions = new float[n * family.actionSize()];
        family.sample(old, n, random, actions);
        float[][] together = new float[3][n];
        float[][] alone = new float[3][n];
        family.terms(parameters, old, actions, n, together[0], together[1], together[2]);
        family.logProb(parameters, actions, n, alone[0]);
        family.entropy(parameters, n, alone[1]);
        family.kl(old, parameters, n, alone[2]);
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < n; i++) {
                assertThat(together[k][i]).isCloseTo(alone[k][i], within(1e-6f * (1 + Math.abs(alone[k][i]))));
            }
        }
    }

    @Test
    void aMaskedActionIsAsIfItWereNotThere() {
        Categorical two = new Categorical(2);
        Categorical three = new Categorical(3);
        float[] free = {0.5f, 1};
        float[] old = {0, 1};
        float[] masked = {0.5f, 1, Float.NEGATIVE_INFINITY};
        float[] oldMasked = {0, 1, Float.NEGATIVE_INFINITY};
        float[] action = {1};
        float[][] expected = new float[3][1];
        float[][] actual = new float[3][1];
        two.terms(free, old, action, 1, expected[0], expected[1], expected[2]);
        three.terms(masked, oldMasked, action, 1, actual[0], actual[1], actual[2]);
        assertThat(actual).isDeepEqualTo(expected);
        three.entropy(masked, 1, actual[1]);
        three.kl(oldMasked, masked, 1, actual[2]);
        assertThat(actual[1][0]).isCloseTo(expected[1][0], within(1e-6f));
        assertThat(actual[2][0]).isCloseTo(expected[2][0], within(1e-6f));
        float[] gradient = new float[2];
        float[] maskedGradient = new float[3];
        two.backward(free, action, old, 1, new float[] {1}, 0.5, 0.5, gradient);
        three.backward(masked, action, oldMasked, 1, new float[] {1}, 0.5, 0.5, maskedGradient);
        assertThat(maskedGradient).containsExactly(gradient[0], gradient[1], 0);
        two.fisherProduct(free, 1, new float[] {2, -1}, gradient);
        three.fisherProduct(masked, 1, new float[] {2, -1, Float.NaN}, maskedGradient);
        assertThat(maskedGradient).containsExactly(gradient[0], gradient[1], 0);

        double no = Double.NEGATIVE_INFINITY;
        assertThat(Categorical.entropy(new double[] {0.5, 1, no}))
                .isEqualTo(Categorical.entropy(new double[] {0.5, 1}));
        assertThat(Categorical.kl(new double[] {0, 1, no}, new double[] {0.5, 1, no}))
                .isEqualTo(Categorical.kl(new double[] {0, 1}, new double[] {0.5, 1}));
    }

    private static double objective(
            ActionDistribution family, float[] parameters, float[] actions, float[] old, int n, float[] weights) {
        float[] logProb = new float[n];
        float[] entropy = new float[n];
        float[] kl = new float[n];
        family.logProb(parameters, actions, n, logProb);
        family.entropy(parameters, n, entropy);
        family.kl(old, parameters, n, kl);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) weights[i] * logProb[i] + 0.7 * entropy[i] - 1.3 * kl[i];
        }
        return sum;
    }

    @Test
    void categoricalSamplesWithItsProbabilities() {
        float[] logits = {0.3f, -1.2f, 2.0f, -40f};
        int n = 200_000;
        float[] rows = new float[4 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(logits, 0, rows, 4 * i, 4);
        }
        float[] actions = new float[n];
        new Categorical(4).sample(rows, n, new SplittableRandom(1), actions);
        int[] counts = new int[4];
        for (float action : actions) {
            counts[(int) action]++;
        }
        for (int j = 0; j < 4; j++) {
            double p = Math.exp(Categorical.logProb(new double[] {logits[0], logits[1], logits[2], logits[3]}, j));
            assertThat((double) counts[j] / n).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / n) + 1e-9));
        }
    }

    @Test
    void gaussianSamplesWithItsMoments() {
        int n = 200_000;
        float[] rows = new float[2 * n];
        for (int i = 0; i < n; i++) {
            rows[2 * i] = 1.5f;
            rows[2 * i + 1] = (float) Math.log(0.5);
        }
        float[] actions = new float[n];
        new DiagonalGaussian(1).sample(rows, n, new SplittableRandom(1), actions);
        double mean = 0;
        double square = 0;
        for (float action : actions) {
            mean += action / n;
            square += (action - 1.5) * (action - 1.5) / n;
        }
        assertThat(mean).isCloseTo(1.5, within(4 * 0.5 / Math.sqrt(n)));
        assertThat(square).isCloseTo(0.25, within(4 * 0.25 * Math.sqrt(2.0 / n)));
    }

    @Test
    void modeIsTheMostProbableAction() {
        float[] action = new float[2];
        new Categorical(3).mode(new float[] {0, 2, 1, 5, 2, 5}, 2, action);
        assertThat(action).containsExactly(1, 0);
        new DiagonalGaussian(2).mode(new float[] {3, -4, 0, 0}, 1, action);
        assertThat(action).containsExactly(3, -4);
        new MultiCategorical(2, 3).mode(new float[] {0, 1, 2, 5, 2}, 1, action);
        assertThat(action).containsExactly(1, 1);
        new Bernoulli(2).mode(new float[] {-0.1f, 3}, 1, action);
        assertThat(action).containsExactly(0, 1);
    }

    @ParameterizedTest
    @MethodSource("families")
    void divergenceOfADistributionFromItselfIsZero(ActionDistribution family) {
        float[] parameters = gaussians(new SplittableRandom(5), 10 * family.parameterSize());
        float[] kl = new float[10];
        family.kl(parameters, parameters, 10, kl);
        for (float divergence : kl) {
            assertThat(divergence).isCloseTo(0, within(1e-6f));
        }
        float[] gradient = new float[parameters.length];
        float[] actions = new float[10 * family.actionSize()];
        family.backward(parameters, actions, parameters, 10, new float[10], 0, 1, gradient);
        for (float slope : gradient) {
            assertThat(slope).isCloseTo(0, within(1e-6f));
        }
    }

    /** Whatever the logits, also where rounding leaves a rest, which the largest random number asks for. */
    @Test
    void aMaskedValueIsNeverDrawnAndHasNoGradient() {
        float no = Float.NEGATIVE_INFINITY;
        SplittableRandom random = new SplittableRandom(9);
        for (ActionDistribution family : List.of(new Categorical(6), new MultiCategorical(6))) {
            for (int round = 0; round < 2000; round++) {
                float[] logits = gaussians(random, 6);
                float[] old = gaussians(random, 6);
                int allowed = 1 + random.nextInt(62); // bits, neither none nor all
                for (int k = 0; k < 6; k++) {
                    logits[k] = (allowed >> k & 1) == 0 ? no : 10 * logits[k];
                    old[k] = (allowed >> k & 1) == 0 ? no : old[k];
                }
                float[] action = new float[1];
                boolean greatest = round % 2 == 0;
                family.sample(logits, 1, greatest ? () -> -1L : random, action);
                assertThat(allowed >> (int) action[0] & 1).isEqualTo(1);
                float[] gradient = new float[6];
                family.backward(logits, action, old, 1, new float[] {1}, 0.5, 0.5, gradient);
                for (int k = 0; k < 6; k++) {
                    assertThat(Float.isFinite(gradient[k])).isTrue();
                    assertThat(logits[k] == no ? gradient[k] : 0).isZero();
                }
            }
        }
    }

    @Test
    void oneIndexIsACategoricalDistribution() {
        SplittableRandom random = new SplittableRandom(13);
        float[] logits = gaussians(random, 40);
        float[] actions = new float[10];
        new Categorical(4).sample(logits, 10, new SplittableRandom(2), actions);
        float[] several = new float[10];
        new MultiCategorical(4).sample(logits, 10, new SplittableRandom(2), several);
        assertThat(several).containsExactly(actions);
    }

    /** Oracle: the frequencies of the pairs are the products of the probabilities. */
    @Test
    void severalIndicesAndBitsAreIndependentAndHaveTheirProbabilities() {
        int n = 200_000;
        float[] two = {0.3f, -0.5f, 1, 0, -1};
        float[] bits = {0.7f, -1.1f};
        float[] rows = new float[5 * n];
        float[] bitRows = new float[2 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(two, 0, rows, 5 * i, 5);
            System.arraycopy(bits, 0, bitRows, 2 * i, 2);
        }
        assertFrequencies(new MultiCategorical(2, 3), rows, n, 2, 3);
        assertFrequencies(new Bernoulli(2), bitRows, n, 2, 2);
    }

    private static void assertFrequencies(ActionDistribution family, float[] rows, int n, int first, int second) {
        float[] actions = new float[2 * n];
        family.sample(rows, n, new SplittableRandom(1), actions);
        int[][] counts = new int[first][second];
        for (int i = 0; i < n; i++) {
            counts[(int) actions[2 * i]][(int) actions[2 * i + 1]]++;
        }
        for (int a = 0; a < first; a++) {
            for (int b = 0; b < second; b++) {
                float[] logProb = new float[1];
                family.logProb(rows, new float[] {a, b}, 1, logProb);
                double p = Math.exp(logProb[0]);
                assertThat((double) counts[a][b] / n).isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / n)));
            }
        }
    }

    /** Oracle: the density integrates to 1 over (-1, 1), and its mean logarithm is the entropy. */
    @Test
    void theSquashedDensityIsOne() {
        SquashedGaussian family = new SquashedGaussian(1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        float[] logProb = new float[1];
        for (double std : new double[] {0.1, 0.5, 1}) {
            float[] parameters = {0.4f, (float) Math.log(std)};
            double mass = 0;
            double width = 1e-5;
            for (double a = -1 + width / 2; a < 1; a += width) {
                family.logProb(parameters, new float[] {(float) (0.5 * Math.log((1 + a) / (1 - a)))}, 1, logProb);
                mass += Math.exp(logProb[0]) * width;
            }
            assertThat(mass).isCloseTo(1, within(1e-4));
        }
        for (double std : new double[] {0.1, 1, 4}) {
            float[] parameters = {0.4f, (float) Math.log(std)};
            double entropy = 0;
            for (double z = -8; z < 8; z += 1e-3) {
                family.logProb(parameters, new float[] {(float) (parameters[0] + std * z)}, 1, logProb);
                entropy -= logProb[0] * Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) * 1e-3;
            }
            family.entropy(parameters, 1, logProb);
            assertThat((double) logProb[0]).isCloseTo(entropy, within(std > 1 ? 1e-2 : 1e-5));
        }
    }

    @Test
    void sizesMustBePositive() {
        assertThatThrownBy(() -> new Categorical(0)).hasMessageContaining("at least 1 action but count was 0");
        assertThatThrownBy(() -> new DiagonalGaussian(-1)).hasMessageContaining("size was -1");
        assertThatThrownBy(() -> new MultiCategorical(2, 0)).hasMessageContaining("the counts were [2, 0]");
        assertThatThrownBy(() -> new Bernoulli(0)).hasMessageContaining("size was 0");
    }

    private static float[] gaussians(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN 0 0", "0 NaN 0", "0 0 Infinity", "-Infinity -Infinity -Infinity"})
    void logitsThatAreNoDistributionAreRefused(String row) {
        float[] logits = new float[6];
        for (int j = 0; j < 3; j++) {
            logits[3 + j] = Float.parseFloat(row.split(" ")[j]);
        }
        Categorical categorical = new Categorical(3);
        assertThatThrownBy(() -> categorical.sample(logits, 2, new SplittableRandom(1), new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the logits of row 1 must be numbers,")
                .hasMessageEndingWith("but were [" + String.join(", ", numbers(logits)) + "]");
        assertThatThrownBy(() -> categorical.mode(logits, 2, new float[2]))
                .hasMessageStartingWith("the logits of row 1 must be numbers,");
    }

    private static List<String> numbers(float[] logits) {
        return List.of("" + logits[3], "" + logits[4], "" + logits[5]);
    }

    @Test
    void meansAndDeviationsThatOverflowAreRefused() {
        DiagonalGaussian gaussian = new DiagonalGaussian(2);
        assertThatThrownBy(() ->
                        gaussian.sample(new float[] {0, Float.NaN, 0, 0}, 1, new SplittableRandom(1), new float[2]))
                .hasMessage("the mean of action dimension 1 in row 0 must be finite but was NaN");
        assertThatThrownBy(() -> gaussian.sample(new float[] {0, 0, 80, 0}, 1, new SplittableRandom(1), new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the log standard deviation of action dimension 0 in row 0 must be in [-40.0, 40.0]"
                        + " but was 80.0; beyond, ratios and divergences overflow (minLogStd and maxLogStd bound it)");
        assertThatThrownBy(() -> gaussian.mode(new float[] {0, 0, 0, Float.NaN}, 1, new float[2]))
                .hasMessageContaining("dimension 1 in row 0 must be in [-40.0, 40.0] but was NaN");
    }
}
