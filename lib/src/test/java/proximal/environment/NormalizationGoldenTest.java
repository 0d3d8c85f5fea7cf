package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** Oracle: Stable-Baselines3, in reward-normalization.json; the rewards of normalize.json are the older Gymnasium's. */
    @Test
    void rewardsAreStableBaselines() {
        JsonObject golden = Golden.read("reward-normalization.json");
        JsonArray raw = golden.getAsJsonArray("rewards");
        int numEnvs = raw.get(0).getAsJsonArray().size();
        for (JsonElement element : golden.getAsJsonArray("cases")) {
            JsonObject expected = element.getAsJsonObject();
            RewardNormalization normalization = new RewardNormalization(
                    numEnvs,
                    golden.get("discount").getAsDouble(),
                    golden.get("epsilon").getAsDouble(),
                    expected.get("clip").getAsDouble());
            float[] rewards = new float[numEnvs];
            for (int step = 0; step < raw.size(); step++) {
                normalization.normalize(
                        Golden.numbers(raw.get(step)),
                        flags(golden, "terminated", step),
                        flags(golden, "truncated", step),
                        rewards);
                assertThat(rewards)
                        .as("step " + step)
                        .usingComparatorWithPrecision(1e-6f)
                        .containsExactly(Golden.floats(
                                expected.getAsJsonArray("normalized").get(step)));
            }
            assertThat(normalization.moments().variance(0))
                    .isCloseTo(expected.get("variance_after").getAsDouble(), withinPercentage(1e-9));
            assertThat(Arrays.copyOfRange(normalization.state(), 3, 3 + numEnvs))
                    .usingComparatorWithPrecision(1e-9)
                    .containsExactly(Golden.numbers(expected.get("sums_after")));
        }
    }

    private static boolean[] flags(JsonObject golden, String name, int step) {
        double[] ones = Golden.numbers(golden.getAsJsonArray(name).get(step));
        boolean[] flags = new boolean[ones.length];
        for (int env = 0; env < flags.length; env++) {
            flags[env] = ones[env] == 1;
        }
        return flags;
    }

    /** Oracle: the sums are 0, 0 and 100, deviation 47.14; or 1 and 1.99 for ever, deviation 0.495. */
    @ParameterizedTest
    @CsvSource({
        "0 0 100, true, 1, 2.1213",
        "0 0 100, false, 1, 2.1213",
        "1 1, true, 1000, 2.0202",
        "1 1, false, 1000, 2.0202"
    })
    void theLastRewardOfAnEpisodeCountsInItAlone(String episode, boolean terminates, int episodes, double expected) {
        RewardNormalization normalization = new RewardNormalization(1, 0.99);
        float[] reward = new float[1];
        double[] raw = Arrays.stream(episode.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        for (int i = 0; i < episodes * raw.length; i++) {
            boolean last = (i + 1) % raw.length == 0;
            normalization.normalize(
                    new double[] {raw[i % raw.length]},
                    new boolean[] {last && terminates},
                    new boolean[] {last && !terminates},
                    reward);
        }
        assertThat((double) reward[0]).isCloseTo(expected, within(1e-3));
        assertThat(normalization.state()[3]).isZero();
    }

    /** Oracle: the deviation of the discounted sums of each episode, as numbers of their own; 0.0056 with any actions. */
    @Test
    void pendulumIsScaledByTheSumsOfItsEpisodes() {
        RewardNormalization normalization = new RewardNormalization(1, 0.99);
        VectorEnvironment environments = new VectorEnvironment(() -> ClassicControl.make("Pendulum-v1"), 1, 3)
                .withRewardNormalization(normalization);
        environments.reset();
        SplittableRandom random = new SplittableRandom(1);
        double[] sums = new double[20_000];
        double sum = 0;
        for (int step = 0; step < sums.length; step++) {
            environments.step(new float[] {(float) random.nextDouble(-2, 2)});
            sum = 0.99 * sum + environments.rawRewards[0];
            sums[step] = sum;
            sum = environments.truncated[0] ? 0 : sum;
        }
        double mean = Arrays.stream(sums).average().orElseThrow();
        double variance =
                Arrays.stream(sums).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        assertThat(1 / Math.sqrt(normalization.moments().variance(0)))
                .isCloseTo(1 / Math.sqrt(variance), withinPercentage(1e-3))
                .isCloseTo(0.0056, withinPercentage(10.0));
    }

    /** The tape as an environment: each step shows the next entry, each reset too. */
    @Test
    void vectorEnvironmentUpdatesInGymnasiumsOrder() {
        VectorEnvironment environments = new VectorEnvironment(Tape::new, 1, 0)
                .withObservationNormalization(new ObservationNormalization(size))
                .withRewardNormalization(new RewardNormalization(1, 0.99));
        environments.reset();
        assertObservation(environments.observations, 0);
        int entry = 1;
        while (entry < raw.size()) {
            environments.step(new float[1]);
            assertObservation(environments.finalObservations, entry);
            boolean reset = entry + 1 < raw.size()
                    && raw.get(entry + 1).getAsJsonObject().get("reset").getAsBoolean();
            assertThat(environments.terminated[0] || environments.truncated[0]).isEqualTo(reset);
            entry += reset ? 2 : 1;
            assertObservation(environments.observations, entry - 1);
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
