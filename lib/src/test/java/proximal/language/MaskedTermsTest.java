package proximal.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonObject;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proximal.Golden;
import proximal.surrogate.ClippedSurrogate;

class MaskedTermsTest {
    private static final int VOCABULARY = 5;
    private static final String[] NAMES = {
        "policy", "value", "entropy", "exact", "k1", "k2", "k3", "clipFraction", "mean"
    };

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    /** A batch in double precision: six arrays of [batch, sequence], two of [batch, sequence, vocabulary], and the mask. */
    private static final class Tokens {
        final int rows;
        final int columns;
        final double[][] flat = new double[6][]; // new, old and reference log-probability, values, old values, returns
        final double[][] logits = new double[2][];
        final double[] mask;

        Tokens(int rows, int columns, long seed) {
            this.rows = rows;
            this.columns = columns;
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 6; i++) {
                double scale = i < 3 ? 0.3 : 1;
                flat[i] = random.doubles(rows * columns)
                        .map(x -> scale * (4 * x - 2))
                        .toArray();
            }
            for (int i = 0; i < 2; i++) {
                logits[i] = random.doubles(rows * columns * VOCABULARY)
                        .map(x -> 4 * x - 2)
                        .toArray();
            }
            mask = random.ints(rows * columns, 0, 2).asDoubleStream().toArray();
            mask[random.nextInt(mask.length)] = 1;
        }

        /** Junk wherever nothing counts. */
        void spoil(double junk) {
            for (int i = 0; i < mask.length; i++) {
                for (double[] array : mask[i] == 0 ? flat : new double[0][]) {
                    array[i] = junk;
                }
                for (int j = 0; mask[i] == 0 && j < VOCABULARY; j++) {
                    logits[0][i * VOCABULARY + j] = junk;
                    logits[1][i * VOCABULARY + j] = junk;
                }
            }
        }
    }

    /** The terms in the order of NAMES, then the gradients of their sum in newLogProb, values and logits. */
    private double[][] compute(Tokens t, MaskedTerms.Average average) {
        Shape shape = new Shape(t.rows, t.columns);
        NDArray[] a = new NDArray[6];
        for (int i = 0; i < 6; i++) {
            a[i] = manager.create(t.flat[i], shape);
        }
        NDArray logits = manager.create(t.logits[0], shape.add(VOCABULARY));
        NDArray reference = manager.create(t.logits[1], shape.add(VOCABULARY));
        for (NDArray leaf : new NDArray[] {a[0], a[3], logits}) {
            leaf.setRequiresGradient(true);
        }
        NDArray advantages = manager.create(advantages(t), shape);
        MaskedTerms terms = new MaskedTerms(manager.create(t.mask, shape), average);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray[] each = {
                terms.policy(a[0], a[1], advantages, 0.2),
                terms.value(a[3], a[4], a[5], 0.3),
                terms.entropy(logits),
                terms.exactKl(logits, reference),
                terms.klK1(a[0], a[2]),
                terms.klK2(a[0], a[2]),
                terms.klK3(a[0], a[2]),
                terms.clipFraction(a[0], a[1], 0.2),
                terms.mean(a[5])
            };
            NDArray total = each[0];
            double[] values = new double[each.length];
            for (int i = 0; i < each.length; i++) {
                values[i] = each[i].getDouble();
                total = i == 0 ? total : total.add(each[i]);
            }
            collector.backward(total);
            return new double[][] {
                values,
                a[0].getGradient().toDoubleArray(),
                a[3].getGradient().toDoubleArray(),
                logits.getGradient().toDoubleArray()
            };
        }
    }

    private static double[] advantages(Tokens t) {
        double[] advantages = new double[t.mask.length];
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] = t.flat[5][i] - t.flat[4][i];
        }
        return advantages;
    }

    /** Oracle: each term of one token by its definition, in plain Java; the surrogate has tests of its own. */
    private static double[] plain(Tokens t, MaskedTerms.Average average) {
        double[] sums = new double[NAMES.length];
        double tokens = 0;
        double sequences = 0;
        double[] lengths = new double[t.rows];
        for (int i = 0; i < t.mask.length; i++) {
            lengths[i / t.columns] += t.mask[i];
            tokens += t.mask[i];
        }
        for (double length : lengths) {
            sequences += Math.min(1, length);
        }
        for (int i = 0; i < t.mask.length; i++) {
            if (t.mask[i] == 1) {
                double weight =
                        average == MaskedTerms.Average.TOKEN ? 1 / tokens : 1 / sequences / lengths[i / t.columns];
                double[] terms = plain(t, i);
                for (int j = 0; j < terms.length; j++) {
                    sums[j] += weight * terms[j];
                }
            }
        }
        return sums;
    }

    private static double[] plain(Tokens t, int i) {
        double ratio = Math.exp(t.flat[0][i] - t.flat[1][i]);
        double logRho = t.flat[2][i] - t.flat[0][i];
        double moved = Math.max(-0.3, Math.min(t.flat[3][i] - t.flat[4][i], 0.3)) + t.flat[4][i];
        double[] p = softmax(t.logits[0], i);
        double[] q = softmax(t.logits[1], i);
        double entropy = 0;
        double kl = 0;
        for (int j = 0; j < VOCABULARY; j++) {
            entropy -= p[j] * Math.log(p[j]);
            kl += p[j] * Math.log(p[j] / q[j]);
        }
        return new double[] {
            -new ClippedSurrogate(0.2).objective(ratio, t.flat[5][i] - t.flat[4][i]),
            Math.max(Math.pow(t.flat[3][i] - t.flat[5][i], 2), Math.pow(moved - t.flat[5][i], 2)) / 2,
            entropy,
            kl,
            -logRho,
            logRho * logRho / 2,
            Math.exp(logRho) - 1 - logRho,
            Math.abs(ratio - 1) > 0.2 ? 1 : 0,
            t.flat[5][i]
        };
    }

    private static double[] softmax(double[] logits, int token) {
        double[] p = new double[VOCABULARY];
        double sum = 0;
        for (int j = 0; j < VOCABULARY; j++) {
            p[j] = Math.exp(logits[token * VOCABULARY + j]);
            sum += p[j];
        }
        for (int j = 0; j < VOCABULARY; j++) {
            p[j] /= sum;
        }
        return p;
    }

    @Property(tries = 40)
    void eachTermIsTheWeightedSumOverTheUnmaskedTokens(
            @ForAll @IntRange(min = 1, max = 5) int rows,
            @ForAll @IntRange(min = 1, max = 6) int columns,
            @ForAll MaskedTerms.Average average,
            @ForAll long seed) {
        Tokens tokens = new Tokens(rows, columns, seed);
        double[] computed = compute(tokens, average)[0];
        assertThat(computed).containsExactly(plain(tokens, average), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300, -7})
    void whatLiesUnderTheMaskChangesNothing(double junk) {
        for (MaskedTerms.Average average : MaskedTerms.Average.values()) {
            Tokens tokens = new Tokens(4, 6, 11);
            double[][] before = compute(tokens, average);
            tokens.spoil(junk);
            double[][] after = compute(tokens, average);
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).containsExactly(before[i]);
            }
            for (int i = 0; i < 24; i++) {
                if (tokens.mask[i] == 0) {
                    assertThat(after[1][i]).isZero();
                    assertThat(after[2][i]).isZero();
                    assertThat(after[3][i * VOCABULARY]).isZero();
                }
            }
        }
    }

    /** Oracle: a row that is masked throughout is as one that is not there. */
    @Test
    void aFullyMaskedRowIsAsIfItWereNotThere() {
        for (MaskedTerms.Average average : MaskedTerms.Average.values()) {
            Tokens tokens = new Tokens(3, 4, 5);
            for (int i = 8; i < 12; i++) {
                tokens.mask[i] = 0;
            }
            Tokens alone = new Tokens(2, 4, 0);
            for (int i = 0; i < 6; i++) {
                System.arraycopy(tokens.flat[i], 0, alone.flat[i], 0, 8);
            }
            for (int i = 0; i < 2; i++) {
                System.arraycopy(tokens.logits[i], 0, alone.logits[i], 0, 8 * VOCABULARY);
            }
            System.arraycopy(tokens.mask, 0, alone.mask, 0, 8);
            assertThat(compute(tokens, average)[0]).containsExactly(compute(alone, average)[0], within(1e-12));
        }
    }

    /** Oracle: by token two answers of lengths 1 and 3 weigh 1 to 3, by sequence 1 to 1. */
    @Test
    void aLongAnswerCountsMoreByTokenThanBySequence() {
        NDArray mask = manager.create(new float[][] {{1, 0, 0}, {1, 1, 1}});
        NDArray terms = manager.create(new float[][] {{4, 0, 0}, {8, 8, 8}});
        assertThat(new MaskedTerms(mask, MaskedTerms.Average.TOKEN).mean(terms).getFloat())
                .isCloseTo(7, within(1e-5f));
        assertThat(new MaskedTerms(mask, MaskedTerms.Average.SEQUENCE)
                        .mean(terms)
                        .getFloat())
                .isCloseTo(6, within(1e-5f));
    }

    /** The losses and gradients of PyTorch in double precision, where the advantages are returns - values. */
    @Test
    void withTheAdvantagesOfTheGoldenFileTheLossesAndGradientsAreItsOwn() {
        JsonObject golden = Golden.read("token-loss.json");
        Shape shape = new Shape(
                golden.getAsJsonArray("mask").size(),
                golden.getAsJsonArray("mask").get(0).getAsJsonArray().size());
        BiFunction<String, Boolean, NDArray> array = (name, leaf) -> {
            NDArray numbers = manager.create(Golden.numbers(golden.get(name)), shape);
            numbers.setRequiresGradient(leaf);
            return numbers;
        };
        NDArray newLogProb = array.apply("new_log_prob", true);
        NDArray values = array.apply("values", true);
        NDArray returns = array.apply("returns", false);
        MaskedTerms terms = new MaskedTerms(array.apply("mask", false), MaskedTerms.Average.TOKEN);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray policy = terms.policy(
                    newLogProb,
                    array.apply("old_log_prob", false),
                    returns.sub(array.apply("values", false)),
                    golden.get("epsilon").getAsDouble());
            NDArray value = terms.value(values, array.apply("values", false), returns, Double.POSITIVE_INFINITY);
            collector.backward(policy.add(value));
            assertThat(policy.getDouble()).isCloseTo(golden.get("policy_loss").getAsDouble(), within(1e-9));
            assertThat(2 * value.getDouble()).isCloseTo(golden.get("value_loss").getAsDouble(), within(1e-9));
        }
        assertThat(newLogProb.getGradient().toDoubleArray())
                .containsExactly(Golden.numbers(golden.get("grad_new_log_prob")), within(1e-9));
        assertThat(values.getGradient().toDoubleArray())
                .containsExactly(Golden.numbers(golden.get("grad_values")), within(1e-9));
    }

    /** Oracle: the clipped side is a constant; where nothing clips, the loss and its slope keep their sign and are finite. */
    @ParameterizedTest
    @CsvSource({"100, 1", "100, -1", "-1000, 1", "-1000, -1", "1000, -1", "-100, -1"})
    void aLogRatioFarFromZeroGivesNoNaN(float logRatio, float advantage) {
        NDArray newLogProb = manager.create(new float[][] {{logRatio}});
        newLogProb.setRequiresGradient(true);
        NDArray zero = manager.zeros(new Shape(1, 1));
        MaskedTerms terms = new MaskedTerms(zero.add(1), MaskedTerms.Average.TOKEN);
        double bound = advantage > 0 ? 1.2 : 0.8;
        boolean clips = advantage * logRatio > 0;
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray loss = terms.policy(newLogProb, zero, zero.add(advantage), 0.2);
            collector.backward(loss.add(terms.klK3(zero, newLogProb).mul(0)));
            if (clips) {
                assertThat((double) loss.getFloat()).isCloseTo(-bound * advantage, withinPercentage(1e-4));
            } else {
                assertThat((double) loss.getFloat()).isGreaterThanOrEqualTo(0).isLessThan(1e38);
            }
        }
        float slope = newLogProb.getGradient().toFloatArray()[0];
        if (clips || logRatio < 0) {
            assertThat(slope).isZero();
        } else {
            assertThat(slope).isGreaterThan(1e17f).isLessThan(1e38f);
        }
        assertThat(terms.klK3(newLogProb, zero).getFloat()).isNotNaN();
        assertThat(terms.klK3(zero, newLogProb).getFloat()).isNotNaN();
    }

    @Test
    void nothingButTheTermIsLeftInNativeMemory() {
        NDArray ones = manager.ones(new Shape(2, 3));
        NDArray logits = manager.ones(new Shape(2, 3, VOCABULARY));
        MaskedTerms terms = new MaskedTerms(ones, MaskedTerms.Average.TOKEN);
        int before = manager.getManagedArrays().size();
        assertThat(before).isEqualTo(4); // with counts and weights
        terms.policy(ones, ones, ones, 0.2);
        terms.value(ones, ones, ones, 0.2);
        terms.clipFraction(ones, ones, 0.2);
        terms.entropy(logits);
        terms.exactKl(logits, logits);
        terms.klK3(ones, ones);
        assertThat(manager.getManagedArrays()).hasSize(before + 6);
    }

    @Test
    void whatDoesNotFitIsSaid() {
        NDArray ones = manager.ones(new Shape(2, 3));
        MaskedTerms terms = new MaskedTerms(ones.toType(DataType.BOOLEAN, true), MaskedTerms.Average.TOKEN);
        assertThatThrownBy(() -> new MaskedTerms(ones.mul(0), MaskedTerms.Average.TOKEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "mask must be 1 for at least one token but was 0 for all 6, so there is nothing to average");
        NDArray half = manager.create(new float[][] {{1, 1, 1}, {1, 0.5f, 1}});
        assertThatThrownBy(() -> new MaskedTerms(half, MaskedTerms.Average.TOKEN))
                .hasMessage("mask must hold 0 and 1 alone but was 0.5 at [1, 1]");
        assertThatThrownBy(() -> new MaskedTerms(manager.ones(new Shape(6)), MaskedTerms.Average.TOKEN))
                .hasMessageContainingAll("mask", "[batch, sequence]", "(6)");
        assertThatThrownBy(() -> terms.klK1(ones, manager.ones(new Shape(2, 2))))
                .hasMessageContainingAll("referenceLogProb", "[batch, sequence]", "(2, 3)", "(2, 2)");
        assertThatThrownBy(() -> terms.entropy(ones)).hasMessageContainingAll("logits", "vocabulary", "(2, 3)");
        assertThatThrownBy(() -> terms.policy(ones, ones, ones, Double.NaN))
                .hasMessage("clipRange must be positive but was NaN");
        assertThatThrownBy(() -> terms.value(ones, ones, ones, 0))
                .hasMessage("valueClipRange must be positive but was 0.0");
    }
}
