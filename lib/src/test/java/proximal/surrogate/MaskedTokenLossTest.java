package proximal.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTokenLossTest {
    private static final MaskedTokenLoss LOSS = new MaskedTokenLoss(0.2);

    /** Random oldLogProb, newLogProb, values, returns and mask, of which at least one token counts. */
    private static double[][] batch(int batch, int sequence, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] arrays = new double[5][batch * sequence];
        for (int i = 0; i < batch * sequence; i++) {
            arrays[0][i] = -random.nextDouble(3);
            arrays[1][i] = arrays[0][i] + 0.3 * random.nextGaussian();
            arrays[2][i] = random.nextGaussian();
            arrays[3][i] = random.nextGaussian();
            arrays[4][i] = random.nextInt(2);
        }
        arrays[4][random.nextInt(batch * sequence)] = 1;
        return arrays;
    }

    private static TokenGradients compute(double[][] batch, Shape shape) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray[] arrays = new NDArray[batch.length];
            for (int i = 0; i < arrays.length; i++) {
                arrays[i] = manager.create(batch[i], shape);
            }
            return TokenGradients.of(LOSS, arrays, 0.5);
        }
    }

    /** Oracle: the surrogate and the value loss of one sample, which have tests of their own. */
    @Property(tries = 50)
    void theLossesAreThoseOfTheUnmaskedTokensAlone(
            @ForAll @IntRange(min = 1, max = 5) int rows,
            @ForAll @IntRange(min = 1, max = 6) int columns,
            @ForAll long seed) {
        double[][] batch = batch(rows, columns, seed);
        double tokens = 0;
        for (double m : batch[4]) {
            tokens += m;
        }
        ClippedSurrogate surrogate = new ClippedSurrogate(0.2);
        TokenGradients result = compute(batch, new Shape(rows, columns));
        double policy = 0;
        double value = 0;
        for (int i = 0; i < rows * columns; i++) {
            double ratio = Math.exp(batch[1][i] - batch[0][i]);
            double advantage = batch[3][i] - batch[2][i];
            double share = batch[4][i] / tokens;
            policy -= share * surrogate.objective(ratio, advantage);
            value += share * advantage * advantage;
            assertThat(result.newLogProb()[i])
                    .isCloseTo(-share * surrogate.slope(ratio, advantage) * ratio, within(1e-12));
            assertThat(result.values()[i]).isCloseTo(-share * advantage, within(1e-12));
        }
        assertThat(result.policy()).isCloseTo(policy, within(1e-12));
        assertThat(result.value()).isCloseTo(value, within(1e-12));
        assertThat(result.total()).isCloseTo(policy + 0.5 * value, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300, -7})
    void whatLiesUnderTheMaskChangesNothing(double junk) {
        double[][] batch = batch(4, 6, 11);
        TokenGradients before = compute(batch, new Shape(4, 6));
        for (int i = 0; i < 24; i++) {
            if (batch[4][i] == 0) {
                for (int array = 0; array < 4; array++) {
                    batch[array][i] = junk;
                }
            }
        }
        TokenGradients after = compute(batch, new Shape(4, 6));
        assertThat(after.policy()).isEqualTo(before.policy());
        assertThat(after.value()).isEqualTo(before.value());
        assertThat(after.newLogProb()).containsExactly(before.newLogProb());
        assertThat(after.values()).containsExactly(before.values());
        for (int i = 0; i < 24; i++) {
            if (batch[4][i] == 0) {
                assertThat(after.newLogProb()[i]).isZero();
                assertThat(after.values()[i]).isZero();
            }
        }
    }

    /** Oracle: the clipped side is constant, so that a token far past the range adds -(1 + epsilon) A and no gradient. */
    @ParameterizedTest
    @CsvSource({"100, 1, -1.1", "100, 0, -0.5", "1000, 2, -1.7", "89, 1e-30, -0.5", "88, 1e18, -6e17", "-1000, -1, -0.1"
    })
    void aRatioPastTheRangeOfSinglePrecisionIsClipped(float logProb, float advantage, double loss) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray oldLogProb = manager.zeros(new Shape(1, 2));
            NDArray newLogProb = manager.create(new float[][] {{0, logProb}});
            newLogProb.setRequiresGradient(true);
            NDArray values = manager.zeros(new Shape(1, 2));
            NDArray returns = manager.create(new float[][] {{1, advantage}});
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                MaskedTokenLoss.Losses losses =
                        LOSS.compute(oldLogProb, newLogProb, values, returns, manager.ones(new Shape(1, 2)));
                collector.backward(losses.policy());
                assertThat((double) losses.policy().getFloat()).isCloseTo(loss, withinPercentage(1e-4));
            }
            assertThat(newLogProb.getGradient().toFloatArray()).containsExactly(-0.5f, 0);
        }
    }

    /** What the gradient needs must not lie in memory that a collection between the loss and its gradient frees. */
    @Test
    void aCollectionBetweenLossAndGradientChangesNothing() throws InterruptedException {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray ones = manager.ones(new Shape(1, 2));
            NDArray newLogProb = manager.create(new float[][] {{0.1f, -0.1f}});
            NDArray values = manager.create(new float[][] {{0.5f, 0.25f}});
            newLogProb.setRequiresGradient(true);
            values.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray total = LOSS.compute(ones.sub(1), newLogProb, values, ones, ones)
                        .total(0.5);
                System.gc();
                Thread.sleep(50); // direct buffers are freed by a thread of its own
                for (int i = 0; i < 20_000; i++) {
                    ByteBuffer.allocateDirect(8).putDouble(1e30); // others take their place
                }
                collector.backward(total);
            }
            float[] policy = {(float) (-Math.exp(0.1) * 0.5 / 2), (float) (-Math.exp(-0.1) * 0.75 / 2)}; // -r A / n
            assertThat(newLogProb.getGradient().toFloatArray()).containsExactly(policy, within(1e-6f));
            assertThat(values.getGradient().toFloatArray())
                    .containsExactly(new float[] {-0.25f, -0.375f}, within(1e-6f));
        }
    }

    @Test
    void aLossThatIsNotFiniteIsSaid() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray zeros = manager.zeros(new Shape(1, 1));
            NDArray hundred = zeros.add(100);
            NDArray mask = zeros.add(1);
            assertThatThrownBy(() -> LOSS.compute(zeros, hundred, zeros, zeros.sub(1), mask))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("policy loss", "was Infinity", "100.0");
            assertThatThrownBy(() -> LOSS.compute(zeros, zeros.add(Float.NaN), zeros, zeros, mask))
                    .hasMessageStartingWith("the policy loss must be finite but was NaN");
            assertThatThrownBy(() -> LOSS.compute(zeros, zeros, zeros, zeros.add(Math.scalb(1.0, 100)), mask))
                    .hasMessageContainingAll("value loss", "was Infinity", "-1.2676506002282294E30");
            assertThat(manager.getManagedArrays()).hasSize(6); // those above alone
        }
    }

    @Test
    void theMaskMayBeOfAnyTypeAndTheArraysOfSinglePrecision() {
        double[][] batch = batch(3, 5, 2);
        double expected = compute(batch, new Shape(3, 5)).policy();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray[] arrays = new NDArray[5];
            for (int i = 0; i < 5; i++) {
                arrays[i] = manager.create(batch[i], new Shape(3, 5)).toType(DataType.FLOAT32, false);
            }
            for (DataType type : new DataType[] {DataType.BOOLEAN, DataType.INT32, DataType.UINT8, DataType.FLOAT64}) {
                NDArray mask = arrays[4].toType(type, false);
                MaskedTokenLoss.Losses losses = LOSS.compute(arrays[0], arrays[1], arrays[2], arrays[3], mask);
                assertThat(losses.policy().getDataType()).isEqualTo(DataType.FLOAT32);
                assertThat((double) losses.policy().getFloat()).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void nothingButTheLossesIsLeftInNativeMemory() {
        double[][] batch = batch(3, 5, 4);
        try (NDManager inputs = NDManager.newBaseManager("PyTorch");
                NDManager outputs = inputs.newSubManager()) {
            NDArray[] arrays = new NDArray[5];
            for (int i = 0; i < 5; i++) {
                arrays[i] = (i == 1 ? outputs : inputs).create(batch[i], new Shape(3, 5));
            }
            int before = inputs.getManagedArrays().size();
            TokenGradients.of(LOSS, arrays, 0.5);
            // DJL's backward leaves the scalar 1 that it begins with.
            assertThat(inputs.getManagedArrays()).hasSize(before + 1);
            assertThat(outputs.getManagedArrays()).hasSize(2);
            outputs.getManagedArrays().stream().filter(a -> a.isScalar()).forEach(NDArray::close);

            MaskedTokenLoss.Losses losses = LOSS.compute(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]);
            assertThat(outputs.getManagedArrays()).hasSize(3).contains(losses.policy(), losses.value());
            losses.total(0.5).close();
            losses.close();
            assertThat(outputs.getManagedArrays()).hasSize(1);

            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                LOSS.compute(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]);
            }
            assertThat(outputs.getManagedArrays()).hasSize(1);
            NDArray nowhere = inputs.zeros(new Shape(3, 5));
            assertThatThrownBy(() -> LOSS.compute(arrays[0], arrays[1], arrays[2], arrays[3], nowhere))
                    .isInstanceOf(IllegalArgumentException.class);
            nowhere.close();
            assertThat(inputs.getManagedArrays()).hasSize(before);
            assertThat(outputs.getManagedArrays()).hasSize(1);
        }
    }

    @Test
    void whatDoesNotFitIsSaid() {
        assertThatThrownBy(() -> new MaskedTokenLoss(0)).hasMessageContainingAll("clipRange", "was 0.0");
        assertThatThrownBy(() -> new MaskedTokenLoss(Double.NaN)).hasMessageEndingWith("NaN");
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray ones = manager.ones(new Shape(2, 3));
            NDArray other = manager.ones(new Shape(2, 2));
            NDArray flat = manager.ones(new Shape(6));
            assertThatThrownBy(() -> LOSS.compute(ones, ones, ones, ones, manager.zeros(new Shape(2, 3))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("mask", "1", "was 0", "6");
            assertThatThrownBy(() -> LOSS.compute(ones, ones, ones, ones, manager.full(new Shape(2, 3), 0.5f)))
                    .hasMessageContainingAll("mask", "0", "1", "6 entries");
            assertThatThrownBy(() -> LOSS.compute(ones, ones, other, ones, ones))
                    .hasMessageContainingAll("values", "[batch, sequence]", "newLogProb", "(2, 3)", "(2, 2)");
            assertThatThrownBy(() -> LOSS.compute(flat, flat, flat, flat, flat))
                    .hasMessageContainingAll("newLogProb", "[batch, sequence]", "6");
            assertThatThrownBy(() -> LOSS.compute(ones, ones, ones, ones, ones).total(Double.NaN))
                    .hasMessageContainingAll("valueCoef", "was NaN");
        }
    }
}
