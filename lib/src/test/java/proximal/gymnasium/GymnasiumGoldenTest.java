package proximal.gymnasium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proximal.Golden;
import proximal.environment.Environment;
import proximal.environment.StepResult;

/** Oracle: the episodes that Gymnasium made in Python; over the bridge they are those, float for float. */
@NeedsGymnasium
class GymnasiumGoldenTest {
    private static final String TASKS = "lib.src.test.python.gymnasium_tasks";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CartPole-v1",
                "Acrobot-v1",
                "MountainCar-v0",
                "MountainCarContinuous-v0",
                "Pendulum-v1",
                "HalfCheetah-v5",
                "Hopper-v5",
                "InvertedDoublePendulum-v5",
                "InvertedPendulum-v5",
                "Reacher-v5",
                "Swimmer-v5",
                "Walker2d-v5"
            })
    void episodesAreThoseOfGymnasium(String id) {
        assumeTrue(!id.endsWith("v5") || NeedsGymnasium.Installed.has("mujoco"), "MuJoCo is not installed");
        String file = "env-" + id + ".json";
        Path folder = Path.of(System.getProperty("golden", "lib/src/test/resources/golden"));
        JsonObject golden = Golden.read(file);
        int steps = 0;
        try (Environment environment = Gymnasium.of("gymnasium:" + id)
                .withWrapper(
                        TASKS + ":Replay",
                        Map.of("file", folder.resolve(file).toAbsolutePath().toString()))
                .get()) {
            for (JsonElement episode : golden.getAsJsonArray("episodes")) {
                steps += replay(environment, episode.getAsJsonObject(), id);
            }
        }
        assertThat(steps).isPositive();
    }

    private static int replay(Environment environment, JsonObject episode, String id) {
        float[] observation = new float[environment.observationSpace().size()];
        StepResult result = new StepResult();
        environment.reset(1, observation);
        assertThat(observation).containsExactly(Golden.floats(episode.get("initial_observation")));
        JsonArray actions = episode.getAsJsonArray("actions");
        double[] rewards = Golden.numbers(episode.get("rewards"));
        double[] terminated = Golden.numbers(episode.get("terminated"));
        double[] truncated = Golden.numbers(episode.get("truncated"));
        for (int step = 0; step < rewards.length; step++) {
            String at = id + ", step " + step;
            JsonElement action = actions.get(step);
            environment.step(
                    action.isJsonArray() ? Golden.floats(action) : new float[] {action.getAsFloat()},
                    observation,
                    result);
            assertThat(observation)
                    .as(at)
                    .containsExactly(
                            Golden.floats(episode.getAsJsonArray("observations").get(step)));
            assertThat(result.reward()).as(at).isCloseTo(rewards[step], within(1e-12));
            assertThat(result.terminated()).as(at).isEqualTo(terminated[step] == 1);
            assertThat(result.truncated()).as(at).isEqualTo(truncated[step] == 1);
        }
        return rewards.length;
    }
}
