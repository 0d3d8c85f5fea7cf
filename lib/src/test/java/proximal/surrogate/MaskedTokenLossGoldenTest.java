package proximal.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import proximal.Golden;

/** The losses and gradients of PyTorch in double precision. */
class MaskedTokenLossGoldenTest {
    private static final double TOLERANCE = 1e-9;

    @Test
    void lossesAndGradients() {
        JsonObject golden = Golden.read("token-loss.json");
        int batch = golden.getAsJsonArray("mask").size();
        int sequence = golden.getAsJsonArray("mask").get(0).getAsJsonArray().size();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray[] arrays = new NDArray[5];
            String[] names = {"old_log_prob", "new_log_prob", "values", "returns", "mask"};
            for (int i = 0; i < names.length; i++) {
                arrays[i] = manager.create(Golden.numbers(golden.get(names[i])), new Shape(batch, sequence));
            }
            MaskedTokenLoss loss = new MaskedTokenLoss(golden.get("epsilon").getAsDouble());
            TokenGradients result = TokenGradients.of(loss, arrays, 0.5);
            assertThat(result.policy()).isCloseTo(golden.get("policy_loss").getAsDouble(), within(TOLERANCE));
            assertThat(result.value()).isCloseTo(golden.get("value_loss").getAsDouble(), within(TOLERANCE));
            assertThat(result.total()).isCloseTo(golden.get("loss").getAsDouble(), within(TOLERANCE));
            assertThat(result.newLogProb())
                    .containsExactly(Golden.numbers(golden.get("grad_new_log_prob")), within(TOLERANCE));
            assertThat(result.values()).containsExactly(Golden.numbers(golden.get("grad_values")), within(TOLERANCE));
        }
    }
}
