package proximal.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import proximal.Golden;

/** The estimates of the Open Bandit Pipeline on a real log. */
class ImportanceGoldenTest {
    private JsonObject golden;
    private double[] rewards;
    private double[] weights;
    private double[] modelOfAction;
    private double[] modelOfPolicy;

    @BeforeEach
    void read() {
        golden = Golden.read("ope.json");
        rewards = Golden.numbers(golden.get("click"));
        int n = rewards.length;
        int[] items = Arrays.stream(Golden.numbers(golden.get("item")))
                .mapToInt(item -> (int) item)
                .toArray();
        int itemCount = Integer.parseInt(golden.get("target").getAsString().replaceAll("\\D+", ""));
        double[] target = new double[n];
        Arrays.fill(target, 1.0 / itemCount);
        weights = ImportanceWeights.fromProbabilities(target, Golden.numbers(golden.get("propensity")));

        double[] clicks = new double[itemCount];
        double[] shown = new double[itemCount];
        for (int i = 0; i < n; i++) {
            clicks[items[i]] += rewards[i];
            shown[items[i]]++;
        }
        double overall = Arrays.stream(rewards).average().orElseThrow();
        double[] model = new double[itemCount];
        Arrays.setAll(model, item -> shown[item] == 0 ? overall : clicks[item] / shown[item]);
        modelOfAction = Arrays.stream(items).mapToDouble(item -> model[item]).toArray();
        modelOfPolicy = new double[n];
        Arrays.fill(modelOfPolicy, Arrays.stream(model).average().orElseThrow());
    }

    private void assertEstimate(String name, double actual) {
        double expected = golden.getAsJsonObject("estimates").get(name).getAsDouble();
        assertThat(actual).as(name).isCloseTo(expected, within(1e-10 * Math.abs(expected)));
    }

    @Test
    void weights() {
        ImportanceWeights described = ImportanceWeights.of(weights);
        assertThat(described.max()).isCloseTo(golden.get("max_weight").getAsDouble(), within(1e-10));
        assertThat(described.mean()).isCloseTo(golden.get("mean_weight").getAsDouble(), within(1e-10));
        assertThat(described.effectiveSampleSize())
                .isCloseTo(golden.get("effective_sample_size").getAsDouble(), within(1e-8));
    }

    @Test
    void estimates() {
        assertEstimate("ipw", OrdinaryImportanceSampling.of(weights, rewards).estimate());
        assertEstimate(
                "snipw", SelfNormalizedImportanceSampling.of(weights, rewards).estimate());
        assertEstimate("dm", DoublyRobust.directMethod(modelOfPolicy).estimate());
        assertEstimate(
                "dr",
                DoublyRobust.of(weights, rewards, modelOfAction, modelOfPolicy).estimate());
        assertEstimate(
                "sndr",
                DoublyRobust.selfNormalized(weights, rewards, modelOfAction, modelOfPolicy)
                        .estimate());
        assertEstimate(
                "switch_dr_tau10",
                DoublyRobust.switching(weights, rewards, modelOfAction, modelOfPolicy, 10)
                        .estimate());
        assertEstimate(
                "dros_lambda100",
                DoublyRobust.shrunk(weights, rewards, modelOfAction, modelOfPolicy, 100)
                        .estimate());
    }
}
