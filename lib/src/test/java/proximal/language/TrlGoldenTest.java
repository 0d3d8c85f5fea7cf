package proximal.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import proximal.Golden;

/** The numbers of TRL's PPOTrainer, which {@code trl_ppo.py} beside the file took from its training loop in single precision. */
class TrlGoldenTest {
    private static final double TOLERANCE = 1e-5;
    private static final JsonObject FILE = read();

    private static JsonObject read() {
        try {
            return JsonParser.parseString(Files.readString(Path.of("lib/src/test/resources/trl/trl-ppo.json")))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static List<JsonObject> cases() {
        List<JsonObject> cases = new ArrayList<>();
        FILE.getAsJsonArray("cases").forEach(each -> cases.add(each.getAsJsonObject()));
        return cases;
    }

    private static double setting(String name) {
        return FILE.get(name).getAsDouble();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossesEntropyAndGradients(JsonObject golden) {
        int rows = golden.getAsJsonArray("mask").size();
        Shape shape = new Shape(
                rows, golden.getAsJsonArray("mask").get(0).getAsJsonArray().size());
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray newLogProb = array(manager, golden, "new_log_prob", shape);
            NDArray values = array(manager, golden, "values", shape);
            newLogProb.setRequiresGradient(true);
            values.setRequiresGradient(true);
            NDArray oldLogProb = array(manager, golden, "old_log_prob", shape);
            NDArray reference = array(manager, golden, "reference_log_prob", shape);
            MaskedTerms terms = new MaskedTerms(array(manager, golden, "mask", shape), MaskedTerms.Average.TOKEN);
            // TRL's values have one token more, the one behind the end of an answer.
            MaskedTerms valueTerms =
                    new MaskedTerms(array(manager, golden, "value_mask", shape), MaskedTerms.Average.TOKEN);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray advantages = array(manager, golden, "advantages", shape);
                NDArray policy = terms.policy(newLogProb, oldLogProb, advantages, setting("clip_range"));
                NDArray value = valueTerms.value(
                        values,
                        array(manager, golden, "old_values", shape),
                        array(manager, golden, "returns", shape),
                        setting("value_clip_range"));
                NDArray loss = policy.add(value.mul(setting("value_coef")));
                collector.backward(loss);
                check(policy, golden.get("policy_loss"));
                check(value, golden.get("value_loss"));
                check(loss, golden.get("loss"));
            }
            assertThat(newLogProb.getGradient().toDoubleArray())
                    .containsExactly(Golden.numbers(golden.get("grad_new_log_prob")), within(TOLERANCE));
            assertThat(values.getGradient().toDoubleArray())
                    .containsExactly(Golden.numbers(golden.get("grad_values")), within(TOLERANCE));
            int vocabulary = Golden.numbers(golden.get("logits")).length / (int) shape.size();
            NDArray entropies = array(manager, golden, "entropy", shape);
            assertThat(terms.entropy(array(manager, golden, "logits", shape.add(vocabulary)))
                            .getDouble())
                    .isCloseTo(terms.mean(entropies).getDouble(), within(TOLERANCE));
            assertThat(terms.klK1(oldLogProb, reference).getDouble())
                    .isCloseTo(terms.mean(array(manager, golden, "kl", shape)).getDouble(), within(TOLERANCE));
        }
    }

    /** TRL gives the score one token later than we do where an answer ended before the last column; elsewhere at the last. */
    @ParameterizedTest
    @MethodSource("cases")
    void shapedRewardsOfWholeAnswers(JsonObject golden) {
        int rows = golden.getAsJsonArray("mask").size();
        float[] mask = Golden.floats(golden.get("mask"));
        float[] rewards = Golden.floats(golden.get("rewards"));
        float[] shaped = TokenAdvantages.klReward(
                new float[rows],
                Golden.floats(golden.get("old_log_prob")),
                Golden.floats(golden.get("reference_log_prob")),
                mask,
                setting("kl_coef"));
        int columns = mask.length / rows;
        int checked = 0;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] == 1 && i % columns < columns - 1) { // the last column has the score in addition
                assertThat((double) shaped[i]).isCloseTo(rewards[i], within(TOLERANCE));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(rows);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whitenedAdvantagesOfTheWholeBatch(JsonObject golden) {
        float[] mask = Golden.floats(golden.get("all_mask"));
        float[] values = Golden.floats(golden.get("all_values"));
        float[] advantages = Golden.floats(golden.get("all_returns"));
        for (int i = 0; i < mask.length; i++) {
            advantages[i] -= values[i];
        }
        assertThat(TokenAdvantages.whiten(advantages, mask))
                .containsExactly(Golden.floats(golden.get("all_advantages")), within((float) TOLERANCE));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void returnsByGae(JsonObject golden) {
        int rows = golden.getAsJsonArray("mask").size();
        float[] values = Golden.floats(golden.get("old_values"));
        float[] mask = Golden.floats(golden.get("value_mask"));
        float[] advantages = TokenAdvantages.gae(
                Golden.floats(golden.get("rewards")),
                values,
                new float[rows],
                mask,
                setting("gamma"),
                setting("gae_lambda"));
        float[] returns = Golden.floats(golden.get("returns"));
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] == 1) {
                assertThat((double) advantages[i] + values[i]).isCloseTo(returns[i], within(TOLERANCE));
            }
        }
    }

    private static void check(NDArray scalar, JsonElement expected) {
        assertThat(scalar.getDouble()).isCloseTo(expected.getAsDouble(), within(TOLERANCE));
    }

    private static NDArray array(NDManager manager, JsonObject golden, String name, Shape shape) {
        return manager.create(Golden.numbers(golden.get(name)), shape);
    }
}
