package proximal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import proximal.Golden;

/** Oracle: PyTorch's clip_grad_norm_ and Adam, in float32, fed with the gradients in the file. */
class AdamGoldenTest {

    static List<JsonObject> cases() {
        List<JsonObject> cases = new ArrayList<>();
        Golden.read("ppo-update.json").getAsJsonArray("cases").forEach(c -> cases.add(c.getAsJsonObject()));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void parametersAfterEachStep(JsonObject file) {
        float[] parameters = Golden.floats(file.get("parameters"));
        Adam adam = new Adam(parameters.length, file.get("adam_eps").getAsDouble());
        for (JsonElement element : file.getAsJsonArray("steps")) {
            JsonObject step = element.getAsJsonObject();
            float[] before = parameters.clone();
            double norm = adam.step(
                    parameters,
                    Golden.floats(step.get("gradients_before_clipping")),
                    file.get("learning_rate").getAsDouble(),
                    file.get("max_grad_norm").getAsDouble());
            double expectedNorm = step.get("gradient_norm").getAsDouble();
            assertThat(norm).isCloseTo(expectedNorm, within(1e-6 * expectedNorm));
            float[] after = Golden.floats(step.get("parameters_after"));
            for (int i = 0; i < after.length; i++) {
                // To float rounding, which leaves the step itself, about the learning rate, good to 1e-3 of it.
                assertThat(parameters[i]).isCloseTo(after[i], within(1.2e-7f * Math.max(1, Math.abs(before[i]))));
            }
        }
    }
}
