package proximal.gymnasium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proximal.environment.VectorEnvironment;
import proximal.experiment.Ablation;
import proximal.record.RunLog;
import proximal.training.TrainingConfig;

/** Environments that fail in the ways that Python allows: each ends in one sentence, and all else goes on. */
@NeedsGymnasium
class GymnasiumFaultsTest {
    private static final String MODULE = "lib.src.test.python.gymnasium_tasks";

    static Gymnasium walk(Map<String, ?> arguments) {
        return Gymnasium.of(MODULE + ":Walk-v0").withArguments(arguments);
    }

    private static VectorEnvironment three(Gymnasium task) {
        VectorEnvironment environments = new VectorEnvironment(task, 3, 1);
        environments.reset();
        return environments;
    }

    private static void step(VectorEnvironment environments, int steps) {
        for (int i = 0; i < steps; i++) {
            environments.step(new float[environments.numEnvs()]);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "step | 3 | environment 0 \\(.+:Walk-v0\\) in step 3 raised ValueError: the wall is hard"
                        + " \\(gymnasium_tasks.py, line \\d+\\)",
                "reset | 1 | environment 0 \\(.+\\) at the reset after step 7 raised RuntimeError: no place to begin at all"
                        + " \\(gymnasium_tasks.py, line \\d+\\)",
                "nan | 3 | environment 0 \\(.+\\) in step 3 \\(its episode 0\\) gave the reward NaN, which is no finite float",
                "outside | 3 | environment 0 \\(.+\\) in step 3 gave an observation outside of its space: observation\\[0\\]"
                        + " must be in \\[0.0, 1.0\\] but was 1.5",
                "shape | 3 | environment 0 \\(.+\\) in step 3 gave an observation of shape \\[1\\], but its space Box.+ has"
                        + " \\[2\\]",
                "exit | 3 | environment 0 \\(.+\\) in step 3 raised SystemExit: 3 \\(gymnasium_tasks.py, line \\d+\\)",
                "die | 3 | Python ended with exit code 9, at step 3 of the environments 0 to 2 of .+; the last that it"
                        + " wrote was: last words",
                "loop | 3 | Python gave no answer in time \\(a step has 2.0 s\\) and was ended, at step 3 of the environments 0 to 2 of .+"
            })
    void aFaultIsOneSentenceAndTheOthersGoOn(String fault, int at, String sentence) {
        try (VectorEnvironment healthy = three(walk(Map.of()));
                VectorEnvironment faulty =
                        three(walk(Map.of("fault", fault, "at", at)).withTimeLimit(2))) {
            step(faulty, at < 3 ? 6 : 2);
            assertThatThrownBy(() -> step(faulty, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(sentence);
            assertThatThrownBy(() -> step(faulty, 1)).hasMessageContaining("must be reset");
            step(healthy, 20);
            faulty.reset(); // in new processes
            step(faulty, 2);
        }
    }

    /** What is not read at once, because the answer was seen in the shared file, is read some steps later. */
    @Test
    void nonsenseIsFoundWithinSomeSteps() {
        try (VectorEnvironment faulty = three(walk(Map.of("fault", "nonsense", "at", 3)))) {
            step(faulty, 2);
            assertThatThrownBy(() -> step(faulty, 100))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("Python must answer with . or ! but did with byte 88, at step \\d+ of the"
                            + " environments 0 to 2 of .+");
        }
    }

    @Test
    void aKilledWorkerIsOneSentence() {
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        try (VectorEnvironment environments = three(walk(Map.of()).withWorkers(2))) {
            List<ProcessHandle> workers =
                    new ArrayList<>(ProcessHandle.current().children().toList());
            workers.removeAll(before);
            assertThat(workers).hasSize(2);
            workers.forEach(ProcessHandle::destroyForcibly);
            assertThatThrownBy(() -> step(environments, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("Python ended with exit code \\d+, at step 1 of the environments 0 to 0 of .+");
        }
    }

    @Test
    void anInterruptEndsAStepThatDoesNotEnd() throws Exception {
        try (VectorEnvironment environments = three(walk(Map.of("fault", "loop")))) {
            Throwable[] thrown = new Throwable[1];
            Thread user = new Thread(() -> thrown[0] = catchThrowable(() -> step(environments, 3)));
            user.start();
            user.join(500);
            user.interrupt();
            user.join(5000);
            assertThat(thrown[0]).isInstanceOf(CancellationException.class);
        }
    }

    /** The JVM is killed where its worker waits, and where the worker is in a step that does not end. */
    @ParameterizedTest
    @CsvSource({"none", "loop"})
    void noWorkerOutlivesAKilledJvm(String fault, @TempDir Path folder) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Killed.class.getName(),
                        fault,
                        folder.resolve("looping").toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader output = jvm.inputReader();
        String line = output.readLine();
        assertThat(line).startsWith("workers ");
        List<ProcessHandle> workers = Arrays.stream(line.substring(8).split(" "))
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                .toList();
        while (fault.equals("loop") && !Files.exists(folder.resolve("looping"))) {
            Thread.sleep(20);
        }
        assertThat(workers).hasSize(2).allMatch(ProcessHandle::isAlive);
        jvm.destroyForcibly().waitFor();
        for (ProcessHandle worker : workers) {
            worker.onExit().get(5, TimeUnit.SECONDS);
        }
    }

    /** Names its workers, and waits to be killed. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] arguments) throws InterruptedException {
            VectorEnvironment environments = three(
                    walk(Map.of("fault", arguments[0], "file", arguments[1])).withWorkers(2));
            StringBuilder line = new StringBuilder("workers");
            ProcessHandle.current().children().forEach(child -> line.append(' ').append(child.pid()));
            System.out.println(line);
            if (arguments[0].equals("loop")) {
                step(environments, 3);
            }
            Thread.sleep(60_000);
        }
    }

    /** Steps that end about when a side stops to look and falls asleep; by the pipe alone where Java takes the processor for another. */
    @ParameterizedTest
    @CsvSource({"amd64", "aarch64"})
    void noSignalIsLostWhereASideFallsAsleep(String processor) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dos.arch=" + processor,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Paused.class.getName())
                .redirectErrorStream(true)
                .start();
        assertThat(jvm.inputReader().lines()).contains("rewards 1800.0");
    }

    /** Steps two workers for a while, with pauses on both sides. */
    static final class Paused {
        private Paused() {}

        public static void main(String[] arguments) throws InterruptedException {
            SplittableRandom random = new SplittableRandom(1);
            double sum = 0;
            try (VectorEnvironment environments =
                    three(walk(Map.of("fault", "pause")).withTimeLimit(5).withWorkers(2))) {
                for (int step = 0; step < 120; step++) {
                    Thread.sleep(random.nextInt(4));
                    step(environments, 1);
                    sum += Arrays.stream(environments.rawRewards).sum();
                }
            }
            System.out.println("rewards " + sum);
        }
    }

    @Test
    void whatAnEnvironmentPrintsDoesNotMatter() {
        try (VectorEnvironment environments = three(walk(Map.of("fault", "print")))) {
            step(environments, 20);
            assertThat(environments.rawRewards).containsOnly(5);
        }
    }

    @Test
    void twoHundredEnvironmentsShareAProcess() {
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        try (VectorEnvironment environments = new VectorEnvironment(Gymnasium.of("CartPole-v1"), 200, 1)) {
            environments.reset();
            step(environments, 100);
            assertThat(ProcessHandle.current().children().filter(child -> !before.contains(child)))
                    .hasSize(1);
        }
    }

    /** One with a variant that fails in its environments; the failure does not touch the other runs. */
    @Test
    void twoAblationsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<List<RunLog>> sound = threads.submit(ablation("walk", walk(Map.of())));
            Future<List<RunLog>> broken = threads.submit(ablation("wall", walk(Map.of("fault", "reset", "at", 20))));
            assertThat(sound.get(60, TimeUnit.SECONDS)).hasSize(4).allMatch(log -> log.failure()
                    .isEmpty());
            List<RunLog> logs = broken.get(60, TimeUnit.SECONDS);
            assertThat(logs).filteredOn(log -> log.failure().isPresent()).hasSize(2);
            assertThat(logs.get(0).failure().orElseThrow()).contains("raised RuntimeError: no place to begin at all");
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<List<RunLog>> ablation(String name, Gymnasium task) {
        TrainingConfig config = TrainingConfig.withDefaults()
                .withNumEnvs(4)
                .withRolloutSteps(64)
                .withMinibatchSize(64)
                .withTotalSteps(4 * 64 * 4);
        return () -> new Ablation(config)
                .variant("ppo", c -> c)
                .task(name, task)
                .task("CartPole-v1")
                .seeds(1, 2)
                .threads(2)
                .run();
    }

    @Test
    void whatCannotBeMadeIsOneSentence() {
        assertThatThrownBy(() -> Gymnasium.of("NoSuchTask-v0").get())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("NoSuchTask-v0 raised gymnasium.error.NameNotFound: .+");
        assertThatThrownBy(() -> Gymnasium.of("CartPole-v1")
                        .withModules("no_such_module")
                        .get())
                .hasMessageMatching("CartPole-v1 raised ModuleNotFoundError: No module named 'no_such_module'.*");
        assertThatThrownBy(() -> Gymnasium.of("CartPole-v1")
                        .withWrapper("NoWrapper", Map.of())
                        .get())
                .hasMessageMatching("CartPole-v1 raised AttributeError: .+NoWrapper.+");
        assertThatThrownBy(() -> Gymnasium.of("CartPole-v1")
                        .withPython(Path.of("no/python"))
                        .get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("Python could not be started for CartPole-v1: .+no/python.+");
        assertThatThrownBy(() -> walk(Map.of("speed", 1)).get())
                .hasMessageMatching(".+Walk-v0 raised TypeError: .+speed.+");
        assertThatThrownBy(() -> Gymnasium.of("CartPole-v1").withWorkers(0))
                .hasMessageContaining("at least 1 but was 0");
    }
}
