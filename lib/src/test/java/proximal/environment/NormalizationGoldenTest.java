package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import proximal.Golden;

/** Oracle: a tape of raw observations and rewards, and what Gymnasium's wrappers made of it. */
class NormalizationGoldenTest {
    private JsonArray raw;
    private JsonArray normalized;
    private int size;

    @BeforeEach
    void read() {
        JsonObject golden = Golden.read("normalize.json");
        raw = golden.getAsJsonArray("raw");
        normalized = golden.getAsJsonArray("normalized");
        size = observation(raw, 0).length;
    }

    /** The raw observations are rounded to float32 here, hence the absolute part of the tolerance. */
    @Test
    void observationsAreGymnasiums() {
        ObservationNormalization normalization = new ObservationNormalization(size);
        for (int entry = 0; entry < raw.size(); entry++) {
            float[] observation = Golden.floats(raw.get(entry).getAsJsonObject().get("observation"));
            normalization.normalize(observation, 1);
            assertObservation(observation, entry);
        }
    }

    @Test
    void rewardsAreGymnasiums() {
        RewardNormalization normalization = new RewardNormalization(1, 0.99);
        float[] reward = new float[1];
        for (int entry = 0; entry < raw.size(); entry++) {
            JsonObject step = raw.get(entry).getAsJsonObject();
            if (!step.get("reset").getAsBoolean()) {
                normalization.normalize(
                        new double[] {step.get("reward").getAsDouble()},
                        new boolean[] {step.get("terminated").getAsBoolean()},
                        reward);
                assertReward(reward[0], entry);
            }
        }
    }

    /** The tape as an environment: each step shows the next entry, each reset too. */
    @Test
    void vectorEnvironmentUpdatesInGymnasiumsOrder() {
        VectorEnvironment environments = new VectorEnvironment(Tape::new, 1, 0)
                .withObservationNormalization(new ObservationNormalization(size))
                .withRewardNormalization(new RewardNormalization(1, 0.99));
        environments.reset();
        assertObservation(environments.observations(), 0);
        int entry = 1;
        while (entry < raw.size()) {
            environments.step(new float[1]);
            assertObservation(environments.finalObservations(), entry);
            assertReward(environments.rewards()[0], entry);
            boolean reset = entry + 1 < raw.size()
                    && raw.get(entry + 1).getAsJsonObject().get("reset").getAsBoolean();
            assertThat(environments.terminated()[0] || environments.truncated()[0])
                    .isEqualTo(reset);
            entry += reset ? 2 : 1;
            assertObservation(environments.observations(), entry - 1);
        }
    }

    private static double[] observation(JsonArray tape, int entry) {
        return Golden.numbers(tape.get(entry).getAsJsonObject().get("observation"));
    }

    private void assertObservation(float[] actual, int entry) {
        double[] expected = observation(normalized, entry);
        for (int i = 0; i < size; i++) {
            assertThat((double) actual[i])
                    .as("entry " + entry + " coordinate " + i)
                    .isCloseTo(expected[i], within(1e-4 * Math.abs(expected[i]) + 1e-6));
        }
    }

    private void assertReward(double actual, int entry) {
        double expected = normalized.get(entry).getAsJsonObject().get("reward").getAsDouble();
        assertThat(actual).as("entry " + entry).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
    }

    private final class Tape implements Environment {
        private int entry = -1;

        @Override
        public String name() {
            return "Tape";
        }

        @Override
        public BoxSpace observationSpace() {
            return BoxSpace.of(size, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }

        @Override
        public Space actionSpace() {
            return new DiscreteSpace(1);
        }

        @Override
        public void reset(long seed, float[] observation) {
            show(observation);
        }

        @Override
        public void step(float[] action, float[] observation, StepResult result) {
            show(observation);
            JsonObject step = raw.get(entry).getAsJsonObject();
            boolean terminated = step.get("terminated").getAsBoolean();
            boolean ends = entry + 1 < raw.size()
                    && raw.get(entry + 1).getAsJsonObject().get("reset").getAsBoolean();
            result.set(step.get("reward").getAsDouble(), terminated, ends && !terminated);
        }

        private void show(float[] observation) {
            entry++;
            float[] shown = Golden.floats(raw.get(entry).getAsJsonObject().get("observation"));
            System.arraycopy(shown, 0, observation, 0, size);
        }
    }
}
