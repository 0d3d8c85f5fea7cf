package proximal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import proximal.Golden;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.policy.Categorical;
import proximal.policy.DiagonalGaussian;
import proximal.policy.DjlActorCritic;
import proximal.policy.PerceptronBlock;
import proximal.policy.PerceptronConfig;
import proximal.surrogate.ClippedSurrogate;
import proximal.surrogate.ValueLoss;

/** Oracle: the loss of CleanRL, with PyTorch's gradients and Adam, in float32; three steps on one batch. */
class PpoUpdateGoldenTest {
    private static final double SINGLE = 1e-4;

    static List<JsonObject> cases() {
        List<JsonObject> cases = new ArrayList<>();
        Golden.read("ppo-update.json").getAsJsonArray("cases").forEach(c -> cases.add(c.getAsJsonObject()));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void perceptron(JsonObject file) {
        ActionDistribution distribution = distribution(file);
        JsonArray parameters = file.getAsJsonArray("parameters");
        int[] hidden = {rows(parameters, 0), rows(parameters, 2)};
        int observationSize = Golden.numbers(parameters.get(0)).length / hidden[0];
        int[] order = IntStream.range(0, parameters.size()).toArray();
        try (ActorCritic network = ActorCriticFactory.perceptron(
                        PerceptronConfig.withDefaults().withHiddenSizes(hidden))
                .create(observationSize, distribution, 1)) {
            checkSteps(file, network, order);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void djl(JsonObject file) {
        ActionDistribution distribution = distribution(file);
        boolean gaussian = distribution instanceof DiagonalGaussian;
        JsonArray parameters = file.getAsJsonArray("parameters");
        int[] hidden = {rows(parameters, 0), rows(parameters, 2)};
        int outputs = rows(parameters, 4);
        int observationSize = Golden.numbers(parameters.get(0)).length / hidden[0];
        try (DjlActorCritic network =
                new DjlActorCritic(PerceptronBlock.separate(hidden, outputs, 1), observationSize, distribution, 1)) {
            // The block has actor and critic; the free log standard deviations come last.
            int[] order = gaussian
                    ? new int[] {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 6}
                    : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
            checkSteps(file, network, order);
        }
    }

    private static void checkSteps(JsonObject file, ActorCritic network, int[] order) {
        System.arraycopy(
                flat(file.getAsJsonArray("parameters"), order),
                0,
                network.parameters(),
                0,
                network.parameters().length);
        network.parametersChanged();
        double clipRange = file.get("clip").getAsDouble();
        Objective objective = new Objective(
                new ClippedSurrogate(clipRange),
                file.get("clip_value_loss").getAsBoolean() ? ValueLoss.clipped(clipRange) : ValueLoss.squaredError(),
                file.get("value_coef").getAsDouble(),
                file.get("entropy_coef").getAsDouble(),
                0,
                clipRange);
        Adam adam = new Adam(network.parameters().length, file.get("adam_eps").getAsDouble());
        Minibatch batch = batch(file, network);
        Diagnostics diagnostics = new Diagnostics(network.parameters().length);
        for (JsonElement element : file.getAsJsonArray("steps")) {
            JsonObject step = element.getAsJsonObject();
            diagnostics.clear();
            diagnostics.beginEpoch();
            network.forward(batch.observations, batch.size, batch.distributionParameters, batch.values);
            objective.evaluate(network.distribution(), batch, diagnostics);
            network.backward(batch.distributionGradient, batch.valueGradient);
            assertClose(batch.logProb, Golden.floats(step.get("log_prob")));
            assertClose(batch.entropy, Golden.floats(step.get("entropy")));
            assertClose(batch.values, Golden.floats(step.get("values")));
            assertClose(diagnostics.get("policyLoss"), step.get("policy_loss"));
            assertClose(diagnostics.get("valueLoss"), step.get("value_loss"));
            assertClose(diagnostics.get("entropy"), step.get("entropy_mean"));
            assertClose(diagnostics.get("approxKlK1"), step.get("approx_kl_k1"));
            assertClose(diagnostics.get("approxKl"), step.get("approx_kl_k3"));
            assertThat(diagnostics.get("clipFraction"))
                    .isEqualTo(step.get("clip_fraction").getAsDouble());
            assertThat(diagnostics.get("policyLoss")
                            - objective.entropyCoef() * diagnostics.get("entropy")
                            + objective.valueCoef() * diagnostics.get("valueLoss"))
                    .isCloseTo(step.get("loss").getAsDouble(), within(SINGLE));
            assertClose(network.gradient(), flat(step.getAsJsonArray("gradients_before_clipping"), order));
            double norm = adam.step(
                    network.parameters(),
                    network.gradient(),
                    file.get("learning_rate").getAsDouble(),
                    file.get("max_grad_norm").getAsDouble());
            network.parametersChanged();
            assertClose(norm, step.get("gradient_norm"));
            assertClose(network.parameters(), flat(step.getAsJsonArray("parameters_after"), order));
        }
    }

    private static Minibatch batch(JsonObject file, ActorCritic network) {
        int n = file.getAsJsonArray("returns").size();
        Minibatch batch = new Minibatch(n, network.observationSize(), network.distribution());
        fill(batch.observations, file.get("observations"));
        fill(batch.actions, file.get("actions"));
        fill(batch.oldLogProb, file.get("old_log_prob"));
        fill(batch.advantages, file.get("advantages"));
        fill(batch.valueTargets, file.get("returns"));
        fill(batch.oldValues, file.get("old_values"));
        if (file.get("normalize_advantage").getAsBoolean()) {
            batch.normalizeAdvantages();
        }
        return batch;
    }

    private static ActionDistribution distribution(JsonObject file) {
        int outputs = rows(file.getAsJsonArray("parameters"), 4);
        return file.get("kind").getAsString().equals("gaussian")
                ? new DiagonalGaussian(outputs)
                : new Categorical(outputs);
    }

    private static int rows(JsonArray parameters, int index) {
        return parameters.get(index).getAsJsonArray().size();
    }

    private static void fill(float[] array, JsonElement numbers) {
        float[] floats = Golden.floats(numbers);
        assertThat(floats).hasSameSizeAs(array);
        System.arraycopy(floats, 0, array, 0, array.length);
    }

    private static float[] flat(JsonArray arrays, int[] order) {
        JsonArray ordered = new JsonArray();
        for (int index : order) {
            ordered.add(arrays.get(index));
        }
        return Golden.floats(ordered);
    }

    private static void assertClose(double actual, JsonElement expected) {
        double number = expected.getAsDouble();
        assertThat(actual).isCloseTo(number, within(SINGLE * Math.max(1e-2, Math.abs(number))));
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i])
                    .as("element %d", i)
                    .isCloseTo(expected[i], within(SINGLE * Math.max(1e-2, Math.abs(expected[i]))));
        }
    }
}
