package proximal.gymnasium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proximal.environment.BoxSpace;
import proximal.environment.Environment;
import proximal.environment.EnvironmentChecker;
import proximal.environment.FrameStack;
import proximal.environment.MultiBinarySpace;
import proximal.environment.MultiDiscreteSpace;
import proximal.environment.ScaledActions;
import proximal.environment.Space;
import proximal.environment.SplitMix64;
import proximal.environment.StepResult;
import proximal.environment.VectorEnvironment;

@NeedsGymnasium
class GymnasiumTest {
    private static final String MODULE = "lib.src.test.python.gymnasium_tasks";

    private static Gymnasium echo(String observation, String action, String first, String after) {
        return Gymnasium.of(MODULE + ":Echo-v0")
                .withArguments(Map.of("observation", observation, "action", action, "first", first, "after", after));
    }

    /** Each space of observations, an element in Python, and the floats that it must become. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spaces.Box(-2, 3, (2, 2), np.float64) | np.array([[-2, 0.5], [1, 3]]) | -2 0.5 1 3",
                "spaces.Box(0, 255, (2, 1), np.uint8) | np.array([[0], [51]], np.uint8) | 0 0.2",
                "spaces.Box(0, 255, (1,), np.uint8) | np.array([255], np.uint8) | 1",
                "spaces.Box(0, 7, (2,), np.int64) | [3, 7] | 3 7",
                "spaces.Box(0, 1, (3,), bool) | np.array([True, False, True]) | 1 0 1",
                "spaces.Box(-1, 1, (), np.float32) | np.float32(0.25) | 0.25",
                "spaces.Discrete(3, start=-1) | 1 | 0 0 1",
                "spaces.MultiDiscrete([2, 3], start=[0, 5]) | np.array([1, 5]) | 0 1 1 0 0",
                "spaces.MultiBinary((2, 2)) | np.array([[1, 0], [0, 1]], np.int8) | 1 0 0 1",
                "spaces.Tuple((spaces.Discrete(2), spaces.Box(0, 9, (1,)))) | (1, np.array([4.5])) | 0 1 4.5",
                "spaces.Dict(b=spaces.Discrete(2), a=spaces.Dict(x=spaces.Box(0, 9, (2,)))) |"
                        + " {'b': 0, 'a': {'x': np.array([4, 5])}} | 1 0 4 5"
            })
    void observationsBecomeFloats(String space, String element, String floats) {
        String[] texts = floats.split(" ");
        float[] expected = new float[texts.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = Float.parseFloat(texts[i]);
        }
        try (Environment environment =
                echo(space, "spaces.Discrete(2)", element, element).get()) {
            assertThat(environment.observationSpace().size()).isEqualTo(expected.length);
            float[] observation = new float[expected.length];
            environment.reset(1, observation);
            assertThat(observation).containsExactly(expected);
            environment.step(new float[1], observation, new StepResult());
            assertThat(observation).containsExactly(expected);
        }
    }

    @Test
    void partsKeepTheirNames() {
        String space = "spaces.Dict(goal=spaces.Tuple((spaces.Box(0, 9, (2,)), spaces.Discrete(2, start=4))),"
                + " speed=spaces.Box(0, 1, ()))";
        String element = "self.observation_space.sample()";
        try (GymnasiumEnvironment environment = (GymnasiumEnvironment)
                echo(space, "spaces.Discrete(2)", element, element).get()) {
            assertThat(environment.observationNames())
                    .containsExactly("goal.0[0]", "goal.0[1]", "goal.1=4", "goal.1=5", "speed");
        }
        assertThat(Gymnasium.of("CartPole-v1").spaces().observationShape()).containsExactly(4);
        Gymnasium stacked = Gymnasium.of("CartPole-v1").withWrapper("FrameStackObservation", Map.of("stack_size", 3));
        assertThat(stacked.spaces().observationShape()).containsExactly(3, 4);
    }

    /** Each space of actions, an action in floats, and what the environment makes of it: it shows it in its observation. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spaces.Discrete(3, start=5) | 2 | [a] | 7",
                "spaces.MultiDiscrete([2, 3], start=[0, 5]) | 1 2 | a | 1 7",
                "spaces.MultiDiscrete([[2, 3], [4, 5]]) | 1 2 3 4 | a.ravel() | 1 2 3 4",
                "spaces.MultiBinary(3) | 1 0 1 | a | 1 0 1",
                "spaces.Box(-1, 1, (2, 1), np.float32) | 0.5 -1 | a.ravel() | 0.5 -1",
                "spaces.Tuple((spaces.Discrete(3), spaces.MultiBinary(2))) | 2 1 0 | [a[0], *a[1]] | 2 1 0",
                "spaces.Dict(y=spaces.Box(0, 1, (1,)), x=spaces.Box(0, 2, ())) | 0.25 2 | [a['x'], *a['y']] | 2 0.25"
            })
    void actionsBecomeWhatPythonTakes(String space, String action, String shown, String expected) {
        String[] texts = action.split(" ");
        String[] values = expected.split(" ");
        String observation = "spaces.Box(-10, 10, (" + values.length + ",))";
        try (Environment environment = echo(observation, space, "np.zeros(" + values.length + ")", shown)
                .get()) {
            float[] floats = new float[texts.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = Float.parseFloat(texts[i]);
            }
            assertThat(environment.actionSpace().size()).isEqualTo(floats.length);
            float[] seen = new float[values.length];
            environment.reset(1, seen);
            environment.step(floats, seen, new StepResult());
            for (int i = 0; i < seen.length; i++) {
                assertThat(seen[i]).isEqualTo(Float.parseFloat(values[i]));
            }
            SplitMix64 random = new SplitMix64(1);
            for (int k = 0; k < 20; k++) { // the environment asserts that it is an action
                environment.actionSpace().sample(random, floats);
                environment.step(floats, seen, new StepResult());
            }
        }
    }

    @Test
    void actionSpacesAreOurs() {
        assertThat(actions("spaces.MultiDiscrete([2, 3])")).isEqualTo(MultiDiscreteSpace.of(2, 3));
        assertThat(actions("spaces.MultiBinary(4)")).isEqualTo(new MultiBinarySpace(4));
        assertThat(actions("spaces.Tuple((spaces.Discrete(3), spaces.MultiBinary(2)))"))
                .isEqualTo(MultiDiscreteSpace.of(3, 2, 2));
        assertThat(actions("spaces.Box(np.array([-1, 0]), np.array([1, 4]), dtype=np.float64)"))
                .isEqualTo(new BoxSpace(new float[] {-1, 0}, new float[] {1, 4}));
    }

    private static Space actions(String space) {
        return echo("spaces.Discrete(2)", space, "0", "0").spaces().actions();
    }

    @Test
    void refusesOtherSpaces() {
        assertThatThrownBy(() -> actions("spaces.Text(5)"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".+Echo-v0 has actions of Text.+, but they can be Box, Discrete, MultiDiscrete,"
                        + " MultiBinary, Dict and Tuple");
        assertThatThrownBy(() -> actions("spaces.Tuple((spaces.Discrete(3), spaces.Box(0, 1, (1,))))"))
                .hasMessageMatching(".+ has actions of Tuple.+, but one policy gives either numbers or indices");
        assertThatThrownBy(() -> echo("spaces.Sequence(spaces.Discrete(2))", "spaces.Discrete(2)", "()", "()")
                        .spaces())
                .hasMessageMatching(".+ has observations of Sequence.+, but they can be .+");
    }

    @Test
    void passesTheEnvironmentChecker() {
        try (Environment environment = Gymnasium.of("Acrobot-v1").get()) {
            EnvironmentChecker.Report report = EnvironmentChecker.check(environment);
            assertThat(report.problems()).isEmpty();
            assertThat(report.warnings()).singleElement().asString().contains("cannot be resumed");
        }
    }

    /** The same bits from one process, from several, and from each environment on its own. */
    @Test
    void episodesDependOnTheSeedAlone() {
        Gymnasium task = Gymnasium.of("Acrobot-v1").withArguments(Map.of("max_episode_steps", 30));
        List<float[]> expected = play(new VectorEnvironment(task, 5, 3));
        assertThat(play(new VectorEnvironment(task.withWorkers(3), 5, 3)))
                .usingRecursiveComparison()
                .isEqualTo(expected);
        assertThat(play(new VectorEnvironment(() -> new Plain(task.get()), 5, 3)))
                .usingRecursiveComparison()
                .isEqualTo(expected);
        assertThat(play(new VectorEnvironment(task, 5, 4)).get(0)).isNotEqualTo(expected.get(0));
    }

    /** A wrapper of Java, whose environments do not step together. */
    private static final class Plain extends proximal.environment.EnvironmentWrapper {
        Plain(Environment environment) {
            super(environment);
        }
    }

    private static List<float[]> play(VectorEnvironment environments) {
        List<float[]> shown = new ArrayList<>();
        try (environments) {
            environments.reset();
            shown.add(environments.observations.clone());
            for (int step = 0; step < 100; step++) {
                float[] actions = new float[environments.numEnvs()];
                for (int env = 0; env < actions.length; env++) {
                    actions[env] = Long.remainderUnsigned(SplitMix64.streamSeed(env, step), 3);
                }
                environments.step(actions);
                shown.add(environments.observations.clone());
                shown.add(environments.finalObservations.clone());
                shown.add(environments.rewards.clone());
            }
        }
        return shown;
    }

    /** Gymnasium's own stack of frames, and ours around the bare task. */
    @Test
    void framesAreStackedAsGymnasiumDoes() {
        Gymnasium bare = Gymnasium.of("CartPole-v1");
        Gymnasium inPython = bare.withWrapper("FrameStackObservation", Map.of("stack_size", 3));
        try (Environment theirs = inPython.get();
                Environment ours = new FrameStack(bare.get(), 3)) {
            assertThat(ours.observationSpace()).isEqualTo(theirs.observationSpace());
            float[] expected = new float[12];
            float[] observation = new float[12];
            StepResult result = new StepResult();
            for (int episode = 0; episode < 2; episode++) {
                theirs.reset(episode, expected);
                ours.reset(episode, observation);
                for (int step = 0; step < 6; step++) {
                    assertThat(observation).containsExactly(expected);
                    theirs.step(new float[] {step % 2}, expected, result);
                    ours.step(new float[] {step % 2}, observation, result);
                }
            }
        }
    }

    /** The final observation of an episode is there, and the next one begins in the same step. */
    @Test
    void aTruncatedEpisodeShowsItsFinalObservation() {
        try (VectorEnvironment environments =
                new VectorEnvironment(Gymnasium.of(MODULE + ":Walk-v0").withArguments(Map.of("length", 2)), 2, 1)) {
            environments.reset();
            float first = environments.observations[0];
            environments.step(new float[] {0, 1});
            environments.step(new float[] {0, 1});
            assertThat(environments.truncated).containsExactly(true, true);
            assertThat(environments.terminated).containsExactly(false, false);
            assertThat(environments.finalObservations[0]).isEqualTo(first);
            assertThat(environments.finalObservations[1]).isEqualTo(2);
            assertThat(environments.observations[0]).isNotEqualTo(first);
            assertThat(environments.observations[1]).isZero();
            assertThat(environments.rawRewards).containsExactly(5, 6); // Discrete with a start of 5
        }
    }

    /** The smallest of some counts: the compiler of the JVM now and then allocates on the thread that it serves. */
    @Test
    void steppingMakesNoGarbage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (VectorEnvironment environments = new VectorEnvironment(Gymnasium.of("CartPole-v1"), 4, 1)) {
            environments.reset();
            float[] actions = {0, 1, 0, 1};
            long smallest = Long.MAX_VALUE;
            for (int count = 0; count < 4; count++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int step = 0; step < 1000; step++) {
                    environments.step(actions);
                }
                smallest = Math.min(smallest, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(smallest).isBetween(0L, 1000L); // less than a byte a step
        }
    }

    /** Two workers on one core wait for each other: the second leaves it, the first has no reason to. */
    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "x86_64"})
    void oneOfTwoWorkersLeavesTheCoreThatTheyShare() {
        Assumptions.assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        try (VectorEnvironment environments =
                new VectorEnvironment(Gymnasium.of(MODULE + ":Crowded-v0").withWorkers(2), 2, 1)) {
            environments.reset();
            for (int step = 0; step < 256; step++) {
                environments.step(new float[2]);
            }
            assertThat(environments.observations[0]).isZero();
            assertThat(environments.observations[1]).isBetween(2f, 4f);
        }
    }

    @Test
    void scaledActionsStepTogether() {
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        Gymnasium task = Gymnasium.of("Pendulum-v1");
        try (VectorEnvironment environments = new VectorEnvironment(() -> new ScaledActions(task.get()), 3, 1)) {
            environments.reset();
            environments.step(new float[3]);
            assertThat(ProcessHandle.current().children().filter(child -> !before.contains(child)))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"Forbidding, false", "Asked, false", "Forbidding, true", "Asked, true"})
    void masksFollowTheObservation(String name, boolean several) {
        try (Environment environment = Gymnasium.of(MODULE + ":" + name + "-v0")
                .withArguments(Map.of("several", several))
                .get()) {
            assertThat(environment.maskSize()).isEqualTo(several ? 6 : 4);
            float[] observation = new float[1 + environment.maskSize()];
            environment.reset(1, observation);
            float[] action = new float[environment.actionSpace().size()];
            for (int step = 0; step < 20; step++) {
                int allowed = (int) observation[0];
                for (int a = 0; a < 4; a++) {
                    assertThat(observation[1 + a]).isEqualTo(a == allowed || a == (allowed + 1) % 4 ? 1 : 0);
                }
                action[0] = allowed;
                environment.step(action, observation, new StepResult());
            }
        }
    }
}
