package proximal.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenModelTest {
    private static final int[] LONG = {3, 1, 4, 1, 5};

    private static Gpt tiny() {
        return new Gpt(7, 12, 8, 2, 2);
    }

    /** A model whose parameters, the value head's too, are far from their small initial values. */
    private static TokenModel model(Gpt block, long seed) {
        TokenModel model = new TokenModel(block, seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < model.parameters().length; i++) {
            model.parameters()[i] += (float) (0.3 * random.nextGaussian());
        }
        model.parametersChanged();
        return model;
    }

    private static double[] logits(TokenModel model, TokenRows rows) {
        return model.evaluate(
                rows, 0, o -> o.logits().toType(DataType.FLOAT64, false).toDoubleArray());
    }

    /**
     * Oracle: central differences of the loss in double precision, in every parameter. The loss reads both heads and a row
     * that is padded on the left.
     */
    @Test
    void theGradientIsThatOfFiniteDifferences() {
        TokenRows rows = TokenRows.leftPadded(List.of(LONG, new int[] {2, 6}));
        try (TokenModel model = model(tiny(), 3)) {
            Function<TokenModel.Outputs, NDArray> loss = o -> o.logits()
                    .logSoftmax(2)
                    .get(":, 3:, 2")
                    .sum()
                    .add(o.values().get(":, 3:").square().sum());
            float[] before = model.parameters().clone();
            model.step(rows, 0, loss, 0, 1);
            assertThat(model.parameters()).containsExactly(before); // the learning rate is 0
            Gpt copy = tiny();
            try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
                copy.initialize(manager, DataType.FLOAT64, new Shape(1, 12));
                ParameterStore store = new ParameterStore(manager, false);
                NDList input = new NDList(rows.array(manager), rows.padding(manager));
                int offset = 0;
                for (var parameter : copy.getParameters().values()) {
                    int n = (int) parameter.getArray().size();
                    double[] values = IntStream.range(offset, offset + n)
                            .mapToDouble(i -> before[i])
                            .toArray();
                    parameter.getArray().set(java.nio.DoubleBuffer.wrap(values));
                    offset += n;
                }
                offset = 0;
                for (var parameter : copy.getParameters().values()) {
                    NDArray array = parameter.getArray();
                    int n = (int) array.size();
                    double[] values = IntStream.range(offset, offset + n)
                            .mapToDouble(i -> before[i])
                            .toArray();
                    for (int i = 0; i < n; i++) {
                        double[] sums = new double[2];
                        for (int side = 0; side < 2; side++) {
                            double[] moved = values.clone();
                            moved[i] += side == 0 ? 1e-5 : -1e-5;
                            array.set(java.nio.DoubleBuffer.wrap(moved));
                            NDList out = copy.forward(store, input, false);
                            sums[side] = loss.apply(new TokenModel.Outputs(out.get(0), out.get(1)))
                                    .getDouble();
                        }
                        array.set(java.nio.DoubleBuffer.wrap(values));
                        double slope = (sums[0] - sums[1]) / 2e-5;
                        assertThat((double) model.gradient()[offset + i])
                                .as("%s[%d]", parameter.getName(), i)
                                .isCloseTo(slope, within(1e-4 * Math.max(1, Math.abs(slope))));
                    }
                    offset += n;
                }
                assertThat(offset).isEqualTo(before.length);
            }
        }
    }

    /** Oracle: the row alone. */
    @Test
    void paddingOnEitherSideChangesNothing() {
        try (TokenModel model = model(tiny(), 5)) {
            double[] alone = logits(model, new TokenRows(new int[][] {LONG}, new int[1]));
            int[] wide = new int[9];
            System.arraycopy(LONG, 0, wide, 2, 5);
            wide[0] = 6;
            double[] padded =
                    logits(model, new TokenRows(new int[][] {wide, {1, 2, 3, 4, 5, 6, 1, 2, 3}}, new int[] {2, 0}));
            assertThat(Arrays.copyOfRange(padded, 2 * 7, 7 * 7)).containsExactly(alone, within(1e-5));
            wide[7] = 5; // what comes later, too
            double[] changed = logits(model, new TokenRows(new int[][] {wide}, new int[] {2}));
            assertThat(Arrays.copyOfRange(changed, 2 * 7, 7 * 7)).containsExactly(alone, within(1e-5));
        }
    }

    /** Oracle: the probability of each token is that of an evaluation of the whole row, whatever stands on either side. */
    @ParameterizedTest
    @CsvSource({"1, 2147483647", "0.7, 2147483647", "1, 3", "1.6, 2"})
    void theProbabilitiesOfSamplingAreThoseOfAnEvaluation(double temperature, int topK) {
        List<int[]> prompts = List.of(LONG, new int[] {2}, new int[] {6, 6, 0}, new int[] {4, 5}, LONG, new int[] {3});
        try (TokenModel model = model(tiny(), 8)) {
            TokenRollout r = new TokenSampler(temperature, topK, 0, 7).sample(model, prompts, new SplittableRandom(2));
            int[] all = IntStream.range(0, r.batch).toArray();
            float[] evaluated = TokenBatch.logProb(model, r, all, temperature);
            int shorter = 0;
            for (int i = 0; i < r.mask.length; i++) {
                if (r.mask[i] == 1) {
                    assertThat((double) evaluated[i]).isCloseTo(r.logProb[i], within(1e-4));
                } else {
                    shorter++;
                }
            }
            assertThat(shorter > 0 || topK == 2).as("padding on the right").isTrue();
            float[] values = model.evaluate(TokenBatch.inputs(r, all), r.promptLength - 1, o -> o.values()
                    .toFloatArray());
            for (int row : all) {
                assertThat(r.prompt(row)).containsExactly(prompts.get(row));
                int[] answer = r.answer(row);
                assertThat(answer).hasSize(r.length(row)).hasSizeBetween(1, 7);
                assertThat(Arrays.copyOf(answer, answer.length - 1)).doesNotContain(0);
                assertThat(answer.length == 7 || answer[answer.length - 1] == 0).isTrue();
                for (int t = 0; t < answer.length; t++) {
                    int at = row * r.answerLength + t;
                    assertThat((double) values[at]).isCloseTo(r.values[at], within(1e-4));
                }
            }
        }
    }

    /** Oracle: softmax of the logits by plain Java; 4000 draws, so a standard error is below 0.008. */
    @ParameterizedTest
    @CsvSource({"1, 7", "0.5, 7", "2, 3"})
    void theTokensAreDrawnWithTheirProbabilities(double temperature, int topK) {
        try (TokenModel model = model(tiny(), 4)) {
            double[] logits = logits(model, new TokenRows(new int[][] {LONG}, new int[1]));
            double[] last = Arrays.copyOfRange(logits, 4 * 7, 5 * 7);
            double[] sorted = last.clone();
            Arrays.sort(sorted);
            double[] p = Arrays.stream(last)
                    .map(x -> x >= sorted[7 - topK] ? Math.exp(x / temperature) : 0)
                    .toArray();
            double sum = Arrays.stream(p).sum();
            double[] share = new double[7];
            List<int[]> prompts = java.util.Collections.nCopies(4000, LONG);
            TokenRollout r = new TokenSampler(temperature, topK, -1, 1).sample(model, prompts, new SplittableRandom(1));
            for (int row = 0; row < 4000; row++) {
                share[r.answer(row)[0]] += 1 / 4000.0;
                assertThat((double) r.logProb[row]).isCloseTo(Math.log(p[r.answer(row)[0]] / sum), within(1e-5));
            }
            for (int i = 0; i < 7; i++) {
                assertThat(share[i]).isCloseTo(p[i] / sum, within(0.04));
                assertThat(share[i] > 0).isEqualTo(p[i] > 0);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameBitsAndAFileTheSameModel(@TempDir Path folder) {
        TokenRows rows = new TokenRows(new int[][] {LONG}, new int[1]);
        try (TokenModel model = new TokenModel(tiny(), 1);
                TokenModel again = new TokenModel(tiny(), 1);
                TokenModel other = new TokenModel(tiny(), 2)) {
            assertThat(again.parameters()).containsExactly(model.parameters());
            assertThat(other.parameters()).isNotEqualTo(model.parameters());
            model.save(folder.resolve("model"));
            assertThat(folder.resolve("model")).hasSize(4L * model.parameters().length);
            other.load(folder.resolve("model"));
            try (TokenModel copy = model.copy()) {
                assertThat(logits(other, rows)).containsExactly(logits(model, rows));
                assertThat(logits(copy, rows)).containsExactly(logits(model, rows));
            }
            try (TokenModel large = new TokenModel(new Gpt(8, 12, 8, 2, 2), 1)) {
                assertThatThrownBy(() -> large.load(folder.resolve("model")))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContainingAll("must hold", large.parameters().length + "", "bytes");
            }
        }
    }

    /** Oracle: at the start of training the cross-entropy is near log 7, and a fixed text is learnt by heart. */
    /** The loss of a letter that the model did not see in training: log 65 = 4.17 for one that knows nothing. */
    @Test
    void theWeightsOfTheDatasetsWriteShakespeare() throws IOException {
        String text = Files.readString(Path.of("datasets/tinyshakespeare.txt"));
        String alphabet =
                text.chars().distinct().sorted().mapToObj(Character::toString).collect(Collectors.joining());
        int[] heldOut = text.chars()
                .map(alphabet::indexOf)
                .skip(text.length() * 9L / 10)
                .limit(64 * 81)
                .toArray();
        int[][] windows = IntStream.range(0, 64)
                .mapToObj(i -> Arrays.copyOfRange(heldOut, 81 * i, 81 * i + 80))
                .toArray(int[][]::new);
        Path weights = Path.of("datasets/shakespeare-gpt.weights");
        assertThat(Files.size(weights)).isLessThan(3_000_000);
        try (TokenModel model = new TokenModel(new Gpt(alphabet.length(), 80, 128, 4, 3), 1).load(weights)) {
            float[] logProb = model.evaluate(new TokenRows(windows, new int[64]), 0, o -> o.logits()
                    .logSoftmax(2)
                    .toFloatArray());
            double loss = IntStream.range(0, 64 * 80)
                    .mapToDouble(i -> -logProb[i * alphabet.length() + heldOut[i / 80 * 81 + i % 80 + 1]])
                    .average()
                    .orElseThrow();
            assertThat(loss).isBetween(1.3, 1.8);
        }
    }

    @Test
    void aStepIsAStepDownTheLoss() {
        TokenRows rows = new TokenRows(new int[][] {{1, 2, 3, 4, 5, 6, 1, 2, 3, 4}}, new int[1]);
        long[] next = {2, 3, 4, 5, 6, 1, 2, 3, 4, 5};
        double[] losses = new double[60];
        try (TokenModel model = new TokenModel(tiny(), 1)) {
            for (int i = 0; i < losses.length; i++) {
                int at = i;
                model.step(
                        rows,
                        0,
                        o -> {
                            NDArray targets = o.logits().getManager().create(next, new Shape(1, 10, 1));
                            NDArray loss = o.logits()
                                    .logSoftmax(2)
                                    .gather(targets, 2)
                                    .mean()
                                    .neg();
                            losses[at] = loss.getFloat();
                            return loss;
                        },
                        0.02,
                        1);
            }
            assertThat(losses[0]).isCloseTo(Math.log(7), within(0.1));
            assertThat(losses[59]).isLessThan(0.1);
        }
    }

    @Test
    void whatDoesNotFitIsSaid() {
        TokenSampler sampler = TokenSampler.of(0, 4);
        try (TokenModel model = new TokenModel(tiny(), 1)) {
            assertThatThrownBy(() -> sampler.sample(model, List.of(LONG, new int[0]), new SplittableRandom(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a prompt must hold at least 1 token but prompt 1 was empty");
            assertThatThrownBy(() -> sampler.sample(model, List.of(new int[] {7}), new SplittableRandom(1)))
                    .hasMessage("a token must be in [0, 7) but was 7");
            assertThatThrownBy(() -> sampler.sample(model, List.of(), new SplittableRandom(1)))
                    .hasMessage("tokens must be at least one row but was empty");
            assertThatThrownBy(() -> sampler.sample(model, List.of(new int[10]), new SplittableRandom(1)))
                    .hasMessageContainingAll("context", "12", "10", "4");
            assertThatThrownBy(() -> logits(model, new TokenRows(new int[][] {new int[13]}, new int[1])))
                    .hasMessage("a row must be at most 12 tokens long but was 13");
            assertThatThrownBy(() -> model.step(
                            new TokenRows(new int[][] {LONG}, new int[1]),
                            0,
                            o -> o.logits().sum().mul(Double.NaN),
                            1,
                            1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the loss must be finite but was NaN");
        }
        assertThatThrownBy(() -> new TokenRows(new int[][] {LONG, {1}}, new int[2]))
                .hasMessageContainingAll("all rows", "5", "row 1", "1");
        assertThatThrownBy(() -> new TokenRows(new int[][] {LONG}, new int[] {5}))
                .hasMessageContainingAll("row 0", "5");
        assertThatThrownBy(() -> new TokenSampler(0, 1, 0, 1)).hasMessageContainingAll("temperature", "0.0");
        assertThatThrownBy(() -> new Gpt(7, 12, 9, 2, 2)).hasMessageContainingAll("width", "2 heads", "9");
    }
}
