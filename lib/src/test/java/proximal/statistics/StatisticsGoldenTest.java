package proximal.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import proximal.Golden;

/** The values of rliable. */
class StatisticsGoldenTest {
    private static final double EXACT = 1e-9;

    private final JsonObject golden = Golden.read("statistics.json");
    private final double[][] scores = rows("scores");

    private double[][] rows(String field) {
        JsonArray rows = golden.getAsJsonArray(field);
        double[][] scores = new double[rows.size()][];
        int run = 0;
        for (JsonElement row : rows) {
            scores[run++] = Golden.numbers(row);
        }
        return scores;
    }

    private void assertValue(String field, double actual) {
        assertThat(actual).as(field).isCloseTo(golden.get(field).getAsDouble(), within(EXACT));
    }

    private void assertBounds(String field, BootstrapInterval interval) {
        double[] expected = Golden.numbers(golden.get(field));
        assertThat(interval.low()).as(field).isCloseTo(expected[0], within(0.01));
        assertThat(interval.high()).as(field).isCloseTo(expected[1], within(0.01));
    }

    @Test
    void pointValues() {
        assertValue("iqm", ScoreAggregates.interquartileMean(scores));
        assertValue("mean", ScoreAggregates.mean(scores));
        assertValue("median", ScoreAggregates.median(scores));
        assertValue("optimality_gap", ScoreAggregates.optimalityGap(scores, 1));
        assertValue(
                "probability_of_improvement_other_over_scores",
                ProbabilityOfImprovement.of(rows("other_scores"), scores));
    }

    @Test
    void profile() {
        assertThat(PerformanceProfile.of(scores, Golden.numbers(golden.get("taus"))))
                .containsExactly(Golden.numbers(golden.get("run_score_profile")), within(EXACT));
    }

    @Test
    void boundsOfTheBootstrap() {
        for (int seed = 0; seed < 3; seed++) {
            StratifiedBootstrap bootstrap = StratifiedBootstrap.withDefaults().withSeed(seed);
            assertBounds("bootstrap95_iqm", bootstrap.interval(scores, ScoreAggregates::interquartileMean));
            assertBounds("bootstrap95_mean", bootstrap.interval(scores, ScoreAggregates::mean));
        }
    }
}
