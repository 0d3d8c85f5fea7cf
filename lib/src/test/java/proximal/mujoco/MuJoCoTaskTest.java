package proximal.mujoco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import proximal.environment.BoxSpace;
import proximal.environment.Environment;
import proximal.environment.EnvironmentChecker;
import proximal.environment.SplitMix64;
import proximal.environment.StepResult;

/** Oracles: the rules of an environment, the same bits from a restored state and on other threads, and sentences. */
@NeedsMuJoCo
class MuJoCoTaskTest {
    /** The observations and rewards of some steps with random actions, an episode after another. */
    private static double[] tape(Environment task, int steps, SplitMix64 random, float[] observation) {
        int size = observation.length + 1;
        double[] tape = new double[steps * size];
        float[] action = new float[task.actionSpace().size()];
        StepResult result = new StepResult();
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < action.length; i++) {
                action[i] = (float) (2 * random.nextDouble() - 1);
            }
            task.step(action, observation, result);
            tape[t * size] = result.reward();
            for (int i = 0; i < observation.length; i++) {
                tape[t * size + 1 + i] = observation[i];
            }
            if (result.done()) {
                task.reset(t, observation);
            }
        }
        return tape;
    }

    @ParameterizedTest
    @MethodSource("proximal.mujoco.MuJoCo#ids")
    void keepsTheRulesOfAnEnvironment(String id) {
        EnvironmentChecker.check(MuJoCo.make(id)).requireValid();
    }

    @ParameterizedTest
    @MethodSource("proximal.mujoco.MuJoCo#ids")
    void goesOnFromAStateWithTheSameBits(String id) {
        try (Environment task = MuJoCo.make(id);
                Environment other = MuJoCo.make(id)) {
            float[] observation = new float[task.observationSpace().size()];
            float[] restored = new float[observation.length];
            task.reset(3, observation);
            tape(task, 25, new SplitMix64(1), observation);
            double[] state = task.state();
            other.reset(4, restored);
            tape(other, 7, new SplitMix64(2), restored);
            other.setState(state, restored);
            assertThat(restored).isEqualTo(observation);
            assertThat(other.state()).isEqualTo(state);
            assertThat(tape(other, 60, new SplitMix64(5), restored))
                    .isEqualTo(tape(task, 60, new SplitMix64(5), observation));
        }
    }

    @Test
    void threadsDoNotDisturbOneAnother() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<double[]>> both = List.of(threads.submit(() -> fromReset()), threads.submit(() -> fromReset()));
        threads.shutdown();
        assertThat(both.get(0).get())
                .isEqualTo(fromReset())
                .isEqualTo(both.get(1).get());
    }

    private static double[] fromReset() {
        try (Environment task = MuJoCo.make("Hopper-v5")) {
            float[] observation = new float[task.observationSpace().size()];
            task.reset(1, observation);
            return tape(task, 500, new SplitMix64(1), observation);
        }
    }

    @ParameterizedTest
    @MethodSource("proximal.mujoco.MuJoCo#ids")
    void badActionsAreSaidAndTheTaskGoesOn(String id) {
        try (MuJoCoTask task = MuJoCo.untimed(id)) {
            float[] observation = new float[task.observationSpace().size()];
            float[] action = new float[task.actionSpace().size()];
            StepResult result = new StepResult();
            assertThatThrownBy(() -> task.step(action, observation, result)).hasMessageContaining("must be reset");
            task.reset(1, observation);
            action[0] = Float.NaN;
            assertThatThrownBy(() -> task.step(action, observation, result))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("an action of " + id + " must be finite but was " + Arrays.toString(action));
            for (float huge : new float[] {100, -1e9f, 1e30f}) {
                task.reset(1, observation);
                Arrays.fill(action, huge);
                task.step(action, observation, result);
                assertThat(result.reward()).isNotNaN();
            }
            task.reset(1, observation);
            assertThatThrownBy(() -> task.step(new float[action.length + 1], observation, result))
                    .hasMessageStartingWith(id + " takes an action of length " + action.length);
        }
    }

    @Test
    void anUnstableSimulationIsSaid() {
        try (MuJoCoTask task = MuJoCo.untimed("Hopper-v5")) {
            float[] observation = new float[task.observationSpace().size()];
            double[] fast = {0, 1.25, 0, 0, 0, 0};
            double[] bad = {0, 0, 0, 0, 0, 1e12};
            task.resetTo(fast, bad, observation);
            assertThatThrownBy(() -> task.step(new float[3], observation, new StepResult()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("became unstable");
            assertThatThrownBy(() -> task.resetTo(new double[5], bad, observation))
                    .hasMessage("the numbers of positions and velocities of Hopper-v5 must be 6 and 6 but was 5 and 6");
            task.reset(1, observation);
            task.step(new float[3], observation, new StepResult());
        }
    }

    @Test
    void whatCannotBeLoadedIsSaid(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> Simulation.load(folder.resolve("none.xml")))
                .hasMessage("there is no model " + folder.resolve("none.xml"));
        Path torn = Files.writeString(folder.resolve("torn.xml"), "<mujoco><worldbody>");
        assertThatThrownBy(() -> Simulation.load(torn))
                .hasMessageStartingWith("the model " + torn + " cannot be loaded: ");
        assertThatThrownBy(() -> NativeMuJoCo.register(folder.resolve("libmujoco.so")))
                .hasMessageContaining("MUJOCO_LIBRARY must name the file of libmujoco");
        assertThatThrownBy(() -> NativeMuJoCo.register(torn)).hasMessageContaining("cannot be loaded");
        assertThatThrownBy(() -> PythonPackages.find("nosuchpackage"))
                .hasMessageContaining("pip install mujoco==4.0.0");
        assertThatThrownBy(() -> MuJoCo.make("Ant-v5"))
                .hasMessageStartingWith("there is no MuJoCo task \"Ant-v5\"; there are");
    }

    /** In a JVM of its own, since a library is loaded once: what {@link MuJoCo#make} says, and not only what loads it. */
    @Test
    void aLibraryThatIsNoneIsSaidByTheTask(@TempDir Path folder) throws IOException, InterruptedException {
        Path torn = Files.writeString(folder.resolve("libmujoco.so"), "torn");
        assertThat(makesCheetah(folder, Map.of("MUJOCO_LIBRARY", torn.toString())))
                .contains("IllegalStateException: the library " + torn + " cannot be loaded: ");
    }

    /** MuJoCo warns of an attribute in the model of the cheetah, by default on the console and in a file. */
    @Test
    void warningsLeaveNoFile(@TempDir Path folder) throws IOException, InterruptedException {
        assertThat(makesCheetah(folder, Map.of())).contains("made").doesNotContain("settotalmass");
        assertThat(folder).isEmptyDirectory();
    }

    private static String makesCheetah(Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        MakesCheetah.class.getName())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        Path python = PythonPackages.interpreter("gymnasium"); // the folder of the test has no .venv
        builder.environment().put("VIRTUAL_ENV", python.getParent().getParent().toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said;
    }

    static final class MakesCheetah {
        public static void main(String[] arguments) {
            try {
                MuJoCo.make("HalfCheetah-v5").close();
                System.out.println("made");
            } catch (Throwable e) {
                System.out.println(e);
            }
        }
    }

    @Test
    void aClosedSimulationIsSaid() {
        MuJoCoTask task = MuJoCo.untimed("Swimmer-v5");
        assertThat(((BoxSpace) task.actionSpace()).size()).isEqualTo(2);
        task.reset(1, new float[8]);
        task.close();
        task.close();
        assertThatThrownBy(() -> task.step(new float[2], new float[8], new StepResult()))
                .hasMessageContaining("must be reset");
        assertThatThrownBy(task::state).hasMessage("the simulation of swimmer.xml is closed");
        assertThatThrownBy(() -> task.reset(1, new float[8])).hasMessage("the simulation of swimmer.xml is closed");
        try (Simulation simulation = MuJoCo.untimed("Swimmer-v5").simulation) {
            assertThatThrownBy(() -> simulation.output("nosuch"))
                    .hasMessage("field must name an array of doubles in mjData but was \"nosuch\"");
            assertThatThrownBy(() -> simulation.setState(new double[3])).hasMessageContaining("length of the state");
        }
    }
}
