package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proximal.Golden;

/** Oracle: episodes of Gymnasium, replayed from their initial states with their actions. */
class ClassicControlGoldenTest {

    /** Gymnasium steps the continuous car in float32 and squares the pendulum's torque in it; all else is float64. */
    @ParameterizedTest
    @CsvSource({
        "CartPole-v1, 1e-6",
        "Acrobot-v1, 1e-6",
        "MountainCar-v0, 1e-6",
        "MountainCarContinuous-v0, 1e-4",
        "Pendulum-v1, 1e-4"
    })
    void replaysGymnasiumsEpisodes(String id, double tolerance) {
        JsonObject golden = Golden.read("env-" + id + ".json");
        int maxSteps = golden.get("max_episode_steps").getAsInt();
        Environment environment = ClassicControl.make(id);
        assertThat(((TimeLimit) environment).maxSteps()).isEqualTo(maxSteps);
        int episode = 0;
        for (JsonElement element : golden.getAsJsonArray("episodes")) {
            replay(environment, element.getAsJsonObject(), tolerance, id + " episode " + episode++);
        }
        assertThat(episode).isPositive();
    }

    private static void replay(Environment environment, JsonObject episode, double tolerance, String where) {
        double[] initial = Golden.numbers(episode.get("initial_state"));
        double[] state = new double[initial.length + 1];
        System.arraycopy(initial, 0, state, 1, initial.length);
        float[] observation = new float[environment.observationSpace().size()];
        environment.setState(state, observation);
        assertClose(observation, Golden.numbers(episode.get("initial_observation")), 0, tolerance, where);

        float[] actions = Golden.floats(episode.get("actions"));
        double[] observations = Golden.numbers(episode.get("observations"));
        double[] rewards = Golden.numbers(episode.get("rewards"));
        double[] terminated = Golden.numbers(episode.get("terminated"));
        double[] truncated = Golden.numbers(episode.get("truncated"));
        StepResult result = new StepResult();
        for (int step = 0; step < rewards.length; step++) {
            String at = where + " step " + step;
            environment.step(new float[] {actions[step]}, observation, result);
            assertClose(observation, observations, step * observation.length, tolerance, at);
            assertThat(result.reward())
                    .as(at + " reward")
                    .isCloseTo(rewards[step], within(tolerance * Math.abs(rewards[step])));
            assertThat(result.terminated()).as(at + " terminated").isEqualTo(terminated[step] == 1);
            assertThat(result.truncated()).as(at + " truncated").isEqualTo(truncated[step] == 1);
        }
    }

    private static void assertClose(float[] actual, double[] expected, int offset, double tolerance, String at) {
        for (int i = 0; i < actual.length; i++) {
            double e = expected[offset + i];
            assertThat((double) actual[i]).as(at + " coordinate " + i).isCloseTo(e, within(tolerance * Math.abs(e)));
        }
    }
}
