package proximal.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Oracle: where the parts of a task are, in closed form. */
class SketchTest {
    private static final Offset<Double> EXACT = within(1e-12);

    private static Sketch at(ClassicTask task, double... state) {
        task.setState(state, new float[task.observationSpace().size()]);
        return task.sketch();
    }

    /** The points of the nth line, disc or area of a colour. */
    private static List<Double> points(Sketch sketch, int rgb, int nth) {
        return sketch.shapes().stream()
                .filter(shape -> shape.rgb() == rgb)
                .skip(nth)
                .findFirst()
                .orElseThrow()
                .points();
    }

    private static void assertPoints(List<Double> points, double... expected) {
        assertThat(points.stream().mapToDouble(x -> x).toArray()).containsExactly(expected, EXACT);
    }

    @Test
    void thePoleOfACartIsOneMetreLongAndLeansToTheRightWhereItsAngleIsPositive() {
        Sketch sketch = at(new CartPole(), 1.5, 0, Math.PI / 6, 0);
        assertPoints(points(sketch, 0xCA9865, 0), 1.5, 0.06, 2.0, 0.06 + Math.sqrt(0.75));
        assertPoints(points(sketch, 0x000000, 0), -2.4, 0, 2.4, 0);
        assertPoints(points(sketch, 0x000000, 1), 1.3, -0.12, 1.7, -0.12, 1.7, 0.12, 1.3, 0.12);
    }

    @Test
    void aPendulumLeansToTheLeftWhereItsAngleIsPositive() {
        assertPoints(points(at(new Pendulum(), Math.PI / 2, 0), 0xCC4D4D, 0), 0, 0, -1, 0);
        assertPoints(points(at(new Pendulum(), 0, 0), 0xCC4D4D, 0), 0, 0, 0, 1);
    }

    @Test
    void theTipOfAnAcrobotCrossesTheLineWhereItTerminates() {
        Sketch sketch = at(new Acrobot(), Math.PI / 2, Math.PI / 2, 0, 0);
        assertPoints(points(sketch, 0x00CCCC, 0), 0, 0, 1, 0);
        assertPoints(points(sketch, 0x00CCCC, 1), 1, 0, 1, 1);
        assertPoints(points(sketch, 0x000000, 0), -2.2, 1, 2.2, 1); // it terminates above 1
    }

    /** At -pi/6 the hill is lowest, 0.1 high and level; at 0 it is 0.55 high with the slope 1.35. */
    @Test
    void aCarStandsOnItsHillWithBothWheelsAtItsSlope() {
        Sketch low = at(new MountainCar(), -Math.PI / 6, 0);
        assertPoints(points(low, 0x808080, 0), -Math.PI / 6 - 0.03, 0.13);
        assertPoints(points(low, 0x808080, 1), -Math.PI / 6 + 0.03, 0.13);
        Sketch slope = at(new MountainCar(), 0, 0);
        List<Double> back = points(slope, 0x808080, 0);
        List<Double> front = points(slope, 0x808080, 1);
        assertThat((front.get(1) - back.get(1)) / (front.get(0) - back.get(0))).isCloseTo(1.35, EXACT);
        assertThat(points(slope, 0xCCCC00, 0).get(0)).isEqualTo(0.5);
        assertThat(points(at(new MountainCarContinuous(), 0, 0), 0xCCCC00, 0).get(0))
                .isCloseTo(0.45, within(1e-7));
        List<Double> hill = points(low, 0x000000, 0);
        assertThat(hill.get(0)).isEqualTo(-1.2);
        assertThat(hill.get(hill.size() - 2)).isCloseTo(0.6, EXACT);
    }

    @ParameterizedTest
    @CsvSource({
        "CartPole-v1, 0.02",
        "Acrobot-v1, 0.2",
        "Pendulum-v1, 0.05",
        "MountainCar-v0, NaN",
        "MountainCarContinuous-v0, NaN"
    })
    void aWrapperShowsWhatIsWithin(String id, Double stepSeconds) {
        Environment task = ClassicControl.make(id);
        task.reset(1, new float[task.observationSpace().size()]);
        assertThat(task.sketch().shapes()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(task.stepSeconds()).isEqualTo(stepSeconds);
    }

    @Test
    void theExtentHasAllThatIsDrawnAndTheRoom() {
        Sketch sketch =
                new Sketch().line(0, 0.2, 0, 0, 3, 4).disc(0, 0.5, -1, 2).room(-1, -2, 0, 0);
        assertThat(sketch.extent()).containsExactly(new double[] {-1.5, -2, 3.1, 4.1}, EXACT);
        assertThat(sketch.follow(1, 2).extent()).containsExactly(new double[] {-2.5, -4, 2.1, 2.1}, EXACT);
        assertThat(sketch.ground(-5).extent()[1]).isEqualTo(-4);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
    void whatCannotBeDrawnIsSaid(double bad) {
        Sketch sketch = new Sketch();
        assertThatThrownBy(() -> sketch.line(0, 1, 0, bad))
                .hasMessage("the points of a sketch must be finite pairs of x and y but was [0.0, " + bad + "]");
        assertThatThrownBy(() -> sketch.area(0, 1, 2, 3)).hasMessageContaining("must be finite pairs of x and y");
        assertThatThrownBy(() -> sketch.line(0, 1)).hasMessageContaining("must be finite pairs of x and y");
        assertThatThrownBy(() -> sketch.line(0, bad, 0, 0))
                .hasMessage("the width of a line must be 0 or more but was " + bad);
        assertThatThrownBy(() -> new StubEnvironment().sketch())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageEndingWith(" has no drawing: its environment does not override sketch()");
    }
}
