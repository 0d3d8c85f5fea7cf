package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassicControlTest {

    @ParameterizedTest
    @ValueSource(strings = {"CartPole-v1", "Acrobot-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1"})
    void makesEveryTaskUnderItsName(String id) {
        Environment environment = ClassicControl.make(id);
        assertThat(environment.name()).isEqualTo(id);
        assertThat(EnvironmentChecker.check(environment).toString()).isEqualTo("no problem found");
    }

    @Test
    void namesTheKnownTasksForAnUnknownOne() {
        assertThatThrownBy(() -> ClassicControl.make("CartPole-v7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"CartPole-v7\"")
                .hasMessageContaining(
                        "CartPole-v1, Acrobot-v1, MountainCar-v0, MountainCarContinuous-v0 and Pendulum-v1");
    }

    /** Oracle: the mean (low + high) / 2 and the bounds of the uniform distribution of each element in Gymnasium. */
    @ParameterizedTest
    @CsvSource({
        "CartPole-v1, 0, -0.05, 0.05",
        "CartPole-v1, 3, -0.05, 0.05",
        "Acrobot-v1, 0, -0.1, 0.1",
        "Acrobot-v1, 3, -0.1, 0.1",
        "MountainCar-v0, 0, -0.6, -0.4",
        "MountainCar-v0, 1, 0, 0",
        "MountainCarContinuous-v0, 0, -0.6, -0.4",
        "MountainCarContinuous-v0, 1, 0, 0",
        "Pendulum-v1, 0, -3.141592653589793, 3.141592653589793",
        "Pendulum-v1, 1, -1, 1"
    })
    void initialStatesFillTheirRange(String id, int element, double low, double high) {
        Environment environment = ClassicControl.make(id);
        float[] observation = new float[environment.observationSpace().size()];
        double sum = 0;
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (int seed = 0; seed < 10_000; seed++) {
            environment.reset(seed, observation);
            double x = environment.state()[1 + element];
            sum += x;
            smallest = Math.min(smallest, x);
            largest = Math.max(largest, x);
        }
        double width = high - low;
        assertThat(smallest).isBetween(low - 1e-8, low + 0.01 * width);
        assertThat(largest).isBetween(high - 0.01 * width, high + 1e-8);
        // Five standard errors of the mean of 10,000 draws: 5 / sqrt(12) / 100 of the width.
        assertThat(sum / 10_000).isCloseTo((low + high) / 2, within(0.0145 * width + 1e-12));
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, 2, 0.5f, Float.NaN, Float.POSITIVE_INFINITY})
    void refusesAnActionThatIsNoIndex(float action) {
        Environment environment = begun("CartPole-v1");
        assertThatThrownBy(() -> environment.step(new float[] {action}, new float[4], new StepResult()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("CartPole-v1", "indices 0 to 1", "was " + action);
    }

    @ParameterizedTest
    @CsvSource({"MountainCarContinuous-v0, 2", "Pendulum-v1, 3"})
    void refusesAnActionThatIsNaN(String id, int size) {
        Environment environment = begun(id);
        double[] before = environment.state();
        assertThatThrownBy(() -> environment.step(new float[] {Float.NaN}, new float[size], new StepResult()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(id, "was NaN");
        assertThat(environment.state()).isEqualTo(before);
    }

    /** Oracle: a clipped action moves the state as the bound does; only the car's reward knows the action as given. */
    @ParameterizedTest
    @CsvSource({"MountainCarContinuous-v0, 3, 1", "Pendulum-v1, -7, -2", "Pendulum-v1, Infinity, 2"})
    void clipsAnActionOutsideTheBox(String id, float action, float bound) {
        Environment one = begun(id);
        Environment other = begun(id);
        float[] observation = new float[one.observationSpace().size()];
        float[] expected = observation.clone();
        StepResult result = new StepResult();
        StepResult expectedResult = new StepResult();
        one.step(new float[] {action}, observation, result);
        other.step(new float[] {bound}, expected, expectedResult);
        assertThat(observation).isEqualTo(expected);
        assertThat(one.state()).isEqualTo(other.state());
        double reward = id.startsWith("Mountain") ? -0.1 * action * action : expectedResult.reward();
        assertThat(result.reward()).isCloseTo(reward, within(1e-12));
    }

    @Test
    void refusesToStepBeforeAResetAndAfterATermination() {
        Environment environment = new CartPole();
        float[] observation = new float[4];
        StepResult result = new StepResult();
        float[] left = {0};
        assertThatThrownBy(() -> environment.step(left, observation, result))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("CartPole-v1 must be reset");
        environment.reset(1, observation);
        while (!result.terminated()) {
            environment.step(left, observation, result);
        }
        assertThatThrownBy(() -> environment.step(left, observation, result)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesArraysAndStatesOfTheWrongForm() {
        Environment environment = new Pendulum();
        assertThatThrownBy(() -> environment.reset(0, new float[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Pendulum-v1", "length 3", "but had 4");
        environment.reset(0, new float[3]);
        assertThatThrownBy(() -> environment.step(new float[2], new float[3], new StepResult()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an action of length 1 but was given 2");
        assertThatThrownBy(() -> environment.setState(new double[] {1, Double.NaN}, new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Pendulum-v1", "2 finite", "was [1.0, NaN]");
    }

    private static Environment begun(String id) {
        Environment environment = ClassicControl.make(id);
        environment.reset(5, new float[environment.observationSpace().size()]);
        return environment;
    }
}
