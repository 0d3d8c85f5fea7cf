package proximal.mujoco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import proximal.Golden;
import proximal.environment.StepResult;

/** Oracle: the episodes that Gymnasium made with the same physics. Observations are float32 here, so they are compared as such. */
@NeedsMuJoCo
class MuJoCoGoldenTest {
    @ParameterizedTest
    @MethodSource("proximal.mujoco.MuJoCo#ids")
    void episodesAreThoseOfGymnasium(String id) {
        int steps = 0;
        JsonObject golden = Golden.read("env-" + id + ".json");
        try (MuJoCoTask task = MuJoCo.untimed(id)) {
            float[] observation = new float[task.observationSpace().size()];
            StepResult result = new StepResult();
            for (JsonElement element : golden.getAsJsonArray("episodes")) {
                JsonObject episode = element.getAsJsonObject();
                task.resetTo(Golden.numbers(episode.get("qpos")), Golden.numbers(episode.get("qvel")), observation);
                assertThat(observation)
                        .as("%s, reset", id)
                        .containsExactly(Golden.floats(episode.get("initial_observation")));
                double[] rewards = Golden.numbers(episode.get("rewards"));
                double[] terminated = Golden.numbers(episode.get("terminated"));
                for (int t = 0; t < rewards.length; t++) {
                    String at = id + ", step " + t;
                    task.step(Golden.floats(episode.getAsJsonArray("actions").get(t)), observation, result);
                    assertThat(observation)
                            .as(at)
                            .containsExactly(Golden.floats(
                                    episode.getAsJsonArray("observations").get(t)));
                    assertThat(result.reward()).as(at).isCloseTo(rewards[t], within(1e-9));
                    assertThat(result.terminated()).as(at).isEqualTo(terminated[t] == 1);
                    steps++;
                }
            }
        }
        assertThat(steps).isPositive();
    }
}
