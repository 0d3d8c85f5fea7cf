package proximal.mujoco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import proximal.environment.Environment;
import proximal.environment.Sketch;
import proximal.environment.StepResult;

/** Oracles: the numbers of the models' XML files, kinematics in closed form, and the same bits with drawing and without. */
@NeedsMuJoCo
class BodyFigureTest {
    private static final Offset<Double> EXACT = within(1e-9);

    private static Sketch at(String id, double[] positions, int velocities) {
        try (MuJoCoTask task = MuJoCo.untimed(id)) {
            float[] observation = new float[task.observationSpace().size()];
            task.resetTo(positions, new double[velocities], observation);
            return task.sketch();
        }
    }

    private static void assertLine(Sketch.Shape shape, double width, double... points) {
        assertThat(shape.width()).isCloseTo(width, EXACT);
        assertThat(shape.points().stream().mapToDouble(x -> x).toArray()).containsExactly(points, EXACT);
    }

    /** Of hopper.xml: the foot is 0.13 to the right of the leg, its capsule 0.065 to the left of that and as long as 2 x 0.195. */
    @Test
    void theCapsulesOfAHopperAreThoseOfItsModel() {
        Sketch sketch = at("Hopper-v5", new double[] {0, 1.25, 0, 0, 0, 0}, 6);
        List<Sketch.Shape> shapes = sketch.shapes();
        assertThat(shapes).hasSize(4);
        assertLine(shapes.get(0), 0.1, 0, 1.05, 0, 1.45);
        assertLine(shapes.get(1), 0.1, 0, 0.6, 0, 1.05);
        assertLine(shapes.get(2), 0.08, 0, 0.1, 0, 0.6);
        assertLine(shapes.get(3), 0.12, 0.26, 0.1, -0.13, 0.1); // its z axis points to the left
        assertThat(shapes.get(3).rgb()).isEqualTo(0xCC9966); // rgba 0.8 0.6 0.4
        assertThat(sketch.ground()).isZero();
    }

    @Test
    void thePictureFollowsABodyThatTravelsAndKeepsItsHeight() {
        Sketch here = at("Hopper-v5", new double[] {0, 1.25, 0, 0, 0, 0}, 6);
        Sketch there = at("Hopper-v5", new double[] {7, 1.75, 0, 0, 0, 0}, 6);
        assertThat(there.followX() - here.followX()).isCloseTo(7, EXACT);
        assertThat(there.followY()).isZero();
        assertThat(there.extent()[0]).isCloseTo(here.extent()[0], EXACT);
        assertThat(there.extent()[3] - here.extent()[3]).isCloseTo(0.5, EXACT);
        Sketch swimmer = at("Swimmer-v5", new double[] {3, 4, Math.PI / 2, 0, 0}, 5);
        assertThat(swimmer.ground()).isEqualTo(Double.POSITIVE_INFINITY);
        // fromto 1.5 0 0 0.5 0 0, turned to the left; which end is first is MuJoCo's choice
        assertThat(swimmer.shapes().get(0).points().stream().sorted().toList())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : Double.compare(a, b))
                .containsExactly(3.0, 3.0, 4.5, 5.5);
        assertThat(swimmer.followX()).isCloseTo(3, EXACT);
        assertThat(swimmer.followY()).isCloseTo(4, EXACT);
    }

    @Test
    void theTipOfADoublePendulumIsThatOfTwoPolesOfSixtyCentimetres() {
        Sketch sketch = at("InvertedDoublePendulum-v5", new double[] {0.3, 0.4, -0.9}, 3);
        Sketch.Shape upper = sketch.shapes().get(sketch.shapes().size() - 1);
        double x = 0.3 + 0.6 * Math.sin(0.4);
        double y = 0.6 * Math.cos(0.4);
        double tipX = x + 0.6 * Math.sin(-0.5);
        double tipY = y + 0.6 * Math.cos(-0.5);
        assertThat(upper.points().stream().sorted().toList())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : Double.compare(a, b))
                .containsExactlyElementsOf(
                        List.of(x, y, tipX, tipY).stream().sorted().toList());
        assertThat(sketch.followX()).isZero();
    }

    @Test
    void theFingerOfAReacherIsSeenFromAbove() {
        Sketch sketch = at("Reacher-v5", new double[] {Math.PI / 2, 0, 0.05, -0.1}, 4);
        Sketch.Shape finger = sketch.shapes().get(sketch.shapes().size() - 2);
        assertLine(finger, 0.02, 0, 0.21);
        assertLine(sketch.shapes().get(sketch.shapes().size() - 1), 0.018, 0.05, -0.1);
        assertThat(sketch.ground()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @MethodSource("proximal.mujoco.MuJoCo#ids")
    void drawingChangesNoBit(String id) {
        try (Environment drawn = MuJoCo.make(id);
                Environment other = MuJoCo.make(id)) {
            float[] observation = new float[drawn.observationSpace().size()];
            float[] same = new float[observation.length];
            float[] action = new float[drawn.actionSpace().size()];
            StepResult result = new StepResult();
            drawn.reset(1, observation);
            other.reset(1, same);
            for (int step = 0; step < 5; step++) {
                assertThat(drawn.sketch().shapes()).hasSizeGreaterThanOrEqualTo(3);
                assertThat(drawn.state()).isEqualTo(other.state());
                action[0] = 0.5f - step * 0.2f;
                drawn.step(action, observation, result);
                other.step(action, same, result);
                assertThat(observation).isEqualTo(same);
            }
            assertThat(drawn.sketch().shapes()).isEqualTo(other.sketch().shapes());
        }
    }

    /** A model of one's own: a box that turns about the y axis, and a cylinder, seen from the side as it has a free joint. */
    @Test
    void boxesCylindersAndSpheresKeepTheirSizes(@TempDir Path folder) throws IOException {
        Path xml = Files.writeString(folder.resolve("own.xml"), """
                <mujoco><worldbody>
                <body pos="0 0 1"><freejoint/>
                <geom type="box" size=".3 .1 .2"/>
                <geom type="cylinder" size=".1 .4" pos="1 -.5 0"/>
                <geom type="sphere" size=".25" pos="2 .5 0"/>
                <geom type="sphere" size="9" rgba="1 1 1 0"/>
                </body></worldbody></mujoco>""");
        try (Simulation simulation = Simulation.load(xml);
                BodyFigure figure = new BodyFigure(simulation.twin())) {
            Sketch sketch = figure.of(simulation);
            List<Sketch.Shape> shapes = sketch.shapes();
            assertThat(shapes).hasSize(8);
            assertLine(shapes.get(0), 0.5, 2, 1); // the farthest, which the others are drawn over
            assertLine(shapes.get(7), 0.2, 1, 0.7, 1, 1.3); // whose ends are drawn round, up to 0.6 and 1.4
            assertThat(shapes.subList(1, 7)).allMatch(Sketch.Shape::area);
            Sketch box = new Sketch();
            shapes.subList(1, 7)
                    .forEach(face -> box.area(
                            0, face.points().stream().mapToDouble(x -> x).toArray()));
            assertThat(box.extent()).containsExactly(new double[] {-0.3, 0.8, 0.3, 1.2}, EXACT);
        }
    }

    @Test
    void aFieldOfTheModelIsRead() {
        try (Simulation model = MuJoCo.untimed("Hopper-v5").simulation;
                Simulation twin = model.twin()) {
            assertThat(twin.state()).isEqualTo(model.state());
            assertThat(model.model("geom_size").asDoubleBuffer().get(3)).isEqualTo(0.05);
            assertThatThrownBy(() -> model.model("geom_nosuch"))
                    .hasMessage("field must name an array in mjModel but was \"geom_nosuch\"");
        }
    }

    @Test
    void aClosedTaskIsNotDrawn() {
        MuJoCoTask task = MuJoCo.untimed("Swimmer-v5");
        task.reset(1, new float[8]);
        task.sketch();
        task.close();
        assertThatThrownBy(task::sketch).hasMessage("the simulation of swimmer.xml is closed");
    }
}
