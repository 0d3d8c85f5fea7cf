package proximal.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import proximal.Golden;

/** Oracle: the RolloutBuffer of Stable-Baselines3, in float32. */
class GaeGoldenTest {

    @Test
    void agreesWithStableBaselines3() {
        assertThat(Golden.read("gae.json").getAsJsonArray("cases")).isNotEmpty();
        for (JsonElement element : Golden.read("gae.json").getAsJsonArray("cases")) {
            JsonObject file = element.getAsJsonObject();
            float[] rewards = Golden.floats(file.get("rewards"));
            float[] values = Golden.floats(file.get("values"));
            float[] lastValues = Golden.floats(file.get("last_values"));
            float[] advantages = new float[rewards.length];
            new GeneralizedAdvantage(
                            file.get("gamma").getAsDouble(), file.get("lambda").getAsDouble())
                    .compute(
                            rewards,
                            values,
                            terminated(file, lastValues.length),
                            new boolean[rewards.length],
                            new float[rewards.length],
                            lastValues,
                            advantages);
            float[] expected = Golden.floats(file.get("advantages"));
            float[] returns = Golden.floats(file.get("returns"));
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) advantages[i])
                        .isCloseTo(expected[i], within(1e-4 * (1e-2 + Math.abs(expected[i]))));
                assertThat((double) advantages[i] + values[i])
                        .isCloseTo(returns[i], within(1e-4 * (1e-2 + Math.abs(returns[i]))));
            }
        }
    }

    /** Step t ended an episode where step t + 1 begins one. */
    private static boolean[] terminated(JsonObject file, int numEnvs) {
        double[] starts = Golden.numbers(file.get("episode_starts"));
        double[] lastDones = Golden.numbers(file.get("last_dones"));
        boolean[] terminated = new boolean[starts.length];
        for (int i = 0; i < starts.length; i++) {
            int next = i + numEnvs;
            terminated[i] = (next < starts.length ? starts[next] : lastDones[next - starts.length]) == 1;
        }
        return terminated;
    }
}
