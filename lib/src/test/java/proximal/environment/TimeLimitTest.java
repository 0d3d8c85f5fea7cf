package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Oracle: the rules of Gymnasium's TimeLimit; CartPole pushed only left from seed 3 gives the length of an episode. */
class TimeLimitTest {
    private static final float[] LEFT = {0};

    private final float[] observation = new float[4];
    private final StepResult result = new StepResult();

    private int stepsToTermination() {
        Environment environment = new CartPole();
        environment.reset(3, observation);
        int steps = 0;
        do {
            environment.step(LEFT, observation, result);
            steps++;
        } while (!result.terminated());
        return steps;
    }

    @Test
    void truncatesAtTheLimitAndNotBefore() {
        Environment environment = new TimeLimit(new Pendulum(), 3);
        float[] seen = new float[3];
        for (int episode = 0; episode < 2; episode++) {
            environment.reset(episode, seen);
            for (int step = 1; step <= 4; step++) {
                environment.step(LEFT, seen, result);
                assertThat(result.truncated()).as("step " + step).isEqualTo(step >= 3);
                assertThat(result.terminated()).isFalse();
                assertThat(result.reward()).isNegative();
            }
        }
    }

    @Test
    void aTerminationAtTheLimitIsTruncatedToo() {
        int steps = stepsToTermination();
        assertThat(lastStep(steps)).isEqualTo("terminated truncated");
        assertThat(lastStep(steps + 1)).isEqualTo("terminated");
        assertThat(lastStep(steps - 1)).isEqualTo("truncated");
    }

    private String lastStep(int limit) {
        Environment environment = new TimeLimit(new CartPole(), limit);
        environment.reset(3, observation);
        do {
            environment.step(LEFT, observation, result);
        } while (!result.done());
        return ((result.terminated() ? "terminated " : "") + (result.truncated() ? "truncated" : "")).trim();
    }

    @Test
    void aStateKeepsTheStepsTaken() {
        Environment environment = new TimeLimit(new Pendulum(), 10);
        float[] seen = new float[3];
        environment.reset(0, seen);
        for (int step = 0; step < 7; step++) {
            environment.step(LEFT, seen, result);
        }
        double[] state = environment.state();
        assertThat(state).hasSize(3).startsWith(7);
        Environment other = new TimeLimit(new Pendulum(), 10);
        float[] restored = new float[3];
        other.setState(state, restored);
        assertThat(restored).isEqualTo(seen);
        other.step(LEFT, seen, result);
        other.step(LEFT, seen, result);
        assertThat(result.truncated()).isFalse();
        other.step(LEFT, seen, result);
        assertThat(result.truncated()).isTrue();
    }

    @Test
    void refusesBadInput() {
        assertThatThrownBy(() -> new TimeLimit(new CartPole(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("maxSteps", "at least 1", "was 0");
        Environment environment = new TimeLimit(new Pendulum(), 10);
        for (double count : new double[] {-1, 0.5, Double.NaN}) {
            assertThatThrownBy(() -> environment.setState(new double[] {count, 0, 0}, new float[3]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("number of steps taken")
                    .hasMessageContaining(String.valueOf(count));
        }
    }
}
