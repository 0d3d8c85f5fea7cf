package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunningMomentsTest {

    /** Oracle: the weighted mean and variance of all rows and the beginning (mean 0, variance 1, weight 1e-4), at once. */
    @Property(tries = 200)
    void anyBatchesGiveTheMomentsOfTheWhole(
            @ForAll @Size(min = 2, max = 60) List<@DoubleRange(min = -50, max = 50) Double> values,
            @ForAll @IntRange(min = 1, max = 9) int batch) {
        double[] rows = values.stream().mapToDouble(Double::doubleValue).toArray();
        RunningMoments moments = new RunningMoments(1);
        for (int from = 0; from < rows.length; from += batch) {
            int to = Math.min(from + batch, rows.length);
            moments.update(Arrays.copyOfRange(rows, from, to), to - from);
        }
        double weight = rows.length + 1e-4;
        double mean = Arrays.stream(rows).sum() / weight;
        double squares = 1e-4 * (1 + mean * mean);
        for (double row : rows) {
            squares += (row - mean) * (row - mean);
        }
        assertThat(moments.count()).isCloseTo(weight, within(1e-9));
        assertThat(moments.mean(0)).isCloseTo(mean, within(1e-9));
        assertThat(moments.variance(0)).isCloseTo(squares / weight, within(1e-7));
    }

    @Test
    void coordinatesAreKeptApart() {
        RunningMoments moments = new RunningMoments(2);
        moments.update(new double[] {1, 10, 3, 30, 99, 99}, 2);
        RunningMoments second = new RunningMoments(1);
        second.update(new double[] {10, 30}, 2);
        assertThat(moments.mean(1)).isEqualTo(second.mean(0));
        assertThat(moments.variance(1)).isEqualTo(second.variance(0));
        assertThat(moments.mean(0)).isCloseTo(2, within(1e-3));
        assertThat(moments.variance(0)).isCloseTo(1, within(1e-3));
    }

    @Test
    void aStateGivesTheSameMoments() {
        RunningMoments moments = new RunningMoments(2);
        moments.update(new double[] {1, 2, 3, 4}, 2);
        RunningMoments other = new RunningMoments(2);
        other.setState(moments.state());
        moments.update(new double[] {5, 7}, 1);
        other.update(new double[] {5, 7}, 1);
        assertThat(other.state()).isEqualTo(moments.state());
        assertThatThrownBy(() -> other.setState(new double[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have length 5 but had 4");
    }

    @Test
    void clipsTheNormalised() {
        ObservationNormalization observations = new ObservationNormalization(1, 1e-8, 0.5);
        float[] rows = {-1, 1, -1, 1};
        observations.normalize(rows, 4);
        assertThat(rows).containsExactly(-0.5f, 0.5f, -0.5f, 0.5f);
        RewardNormalization rewards = new RewardNormalization(2, 0.99, 1e-8, 0.25);
        float[] normalized = new float[2];
        rewards.normalize(new double[] {-3, 3}, new boolean[2], new boolean[2], normalized);
        assertThat(normalized).containsExactly(-0.25f, 0.25f);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void refusesScalesThatAreNotPositive(double bad) {
        assertThatThrownBy(() -> new ObservationNormalization(2, bad, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("epsilon", "above 0", "was " + bad);
        assertThatThrownBy(() -> new RewardNormalization(2, 0.99, 1e-8, bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("clip", "above 0", "was " + bad);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refusesADiscountOutsideItsRange(double bad) {
        assertThatThrownBy(() -> new RewardNormalization(2, bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("discount", "[0, 1]", "was " + bad);
    }

    @Test
    void refusesSizesAndLengthsThatDoNotFit() {
        assertThatThrownBy(() -> new RunningMoments(0)).hasMessageContaining("size was 0");
        assertThatThrownBy(() -> new ObservationNormalization(0)).hasMessageContaining("size was 0");
        assertThatThrownBy(() -> new RewardNormalization(0, 0.99)).hasMessageContaining("numEnvs must be at least 1");
        assertThatThrownBy(() -> new RunningMoments(2).update(new double[3], 2))
                .hasMessageContainingAll("2 rows", "2 values", "were 3");
        assertThatThrownBy(() -> new ObservationNormalization(2).normalize(new float[3], 2))
                .hasMessageContainingAll("2 observations", "2 coordinates", "were 3");
        RewardNormalization rewards = new RewardNormalization(2, 1);
        assertThatThrownBy(() -> rewards.normalize(new double[2], new boolean[2], new boolean[1], new float[2]))
                .hasMessageContainingAll("2 environments", "lengths 2", "1");
        assertThatThrownBy(() -> new RewardNormalization(2, 1).setState(new double[4]))
                .hasMessageContaining("must have length 5 but had 4");
    }
}
