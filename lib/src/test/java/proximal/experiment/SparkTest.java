package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.record.Recorded;
import proximal.record.RunLog;
import proximal.training.AfterUpdate;

/** Runs on Spark in this JVM; {@link SparkClusterTest} has those of a cluster. */
class SparkTest {
    private static final SparkRunner TWO = SparkRunner.at("local[2]");

    @TempDir
    Path temporary;

    @BeforeEach
    void forgetsWhatOtherTestsTrained() {
        Ablation.forget();
    }

    private static String[] lastText(Ablation ablation) {
        String[] last = {""};
        ablation.progress(new ProgressListener() {
            @Override
            public void update(double fraction, String text) {
                last[0] = text;
            }

            @Override
            public void note(String line) {}
        });
        return last;
    }

    /** Oracle: the threads of this JVM. */
    @Test
    void localThreadsAndSparkGiveTheSameTablesAndARerunTrainsNothing() {
        List<RunLog> here =
                SparkSweep.sweep(30).store(temporary.resolve("here")).run();
        Ablation.forget();
        Ablation there = SparkSweep.sweep(30).store(temporary.resolve("spark")).on(TWO);
        List<RunLog> logs = there.run();
        assertThat(Recorded.of(logs)).isEqualTo(Recorded.of(here));
        assertThat(Recorded.tables(temporary.resolve("spark"))).isEqualTo(Recorded.tables(temporary.resolve("here")));
        assertThat(logs).filteredOn(log -> log.failure().isPresent()).hasSizeBetween(1, 2);
        assertThat(logs.get(0).policy()).isPresent();
        assertThat(logs.get(0).policy().orElseThrow().toBytes())
                .isEqualTo(here.get(0).policy().orElseThrow().toBytes());
        String[] last = lastText(there);
        assertThat(Recorded.of(there.run())).isEqualTo(Recorded.of(here));
        assertThat(last[0]).startsWith("8 of 8 runs (8 from the store, checked, 0 trained");
    }

    /** Oracle: the same runs, trained through. */
    @Test
    void runsPauseOnSparkToo() {
        List<RunLog> through = SparkSweep.sweep(20).run();
        Ablation.forget();
        Ablation ablation = SparkSweep.sweep(20).store(temporary).on(TWO);
        ablation.run(ablation.variantNames(), 9 * 128);
        assertThat(Recorded.of(ablation.run())).isEqualTo(Recorded.of(through));
    }

    /** A driver that dies, in a JVM of its own, after its first run. */
    @Test
    void aKilledDriverLosesNothingThatIsDone() throws Exception {
        List<String> through = Recorded.of(SparkSweep.sweep(100).run());
        Ablation.forget();
        Process driver = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SparkSweep.class.getName(),
                        temporary.toString(),
                        "100")
                .redirectErrorStream(true)
                .start();
        BufferedReader output = driver.inputReader();
        String line = output.readLine();
        while (line != null && !line.matches("[2-7] of 8 runs.*")) {
            line = output.readLine();
        }
        assertThat(line).isNotNull();
        driver.destroyForcibly().waitFor();
        Ablation again = SparkSweep.sweep(100).store(temporary).on(TWO);
        String[] last = lastText(again);
        assertThat(Recorded.of(again.run())).isEqualTo(through);
        assertThat(last[0]).matches("8 of 8 runs \\([1-7] from the store, .*");
        assertThat(files(temporary.resolve("runs"))).isEqualTo(8);
    }

    @Test
    void anInterruptEndsASweepOnSpark() throws Exception {
        Throwable[] thrown = new Throwable[1];
        Ablation ablation = SparkSweep.sweep(20_000).store(temporary).on(TWO);
        Thread cell = new Thread(() -> {
            try {
                ablation.run();
            } catch (Throwable e) {
                thrown[0] = e;
            }
        });
        cell.start();
        Path checkpoints = temporary.resolve("checkpoints");
        for (int i = 0; i < 600 && !(Files.exists(checkpoints) && files(checkpoints) > 0); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        long at = System.nanoTime();
        cell.interrupt();
        cell.join(20_000);
        assertThat((System.nanoTime() - at) * 1e-9)
                .as("seconds until the sweep ended")
                .isLessThan(5);
        assertThat(thrown[0])
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("the ablation was interrupted");
        assertThat(files(checkpoints)).isBetween(1, 8);
        assertThat(ablation.run(ablation.variantNames(), 3))
                .filteredOn(log -> log.failure().isEmpty())
                .hasSize(6)
                .allSatisfy(log -> assertThat(log.updates()).hasSize(3));
    }

    private static int files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.count();
        }
    }

    /** A callback of a notebook cell is made of a lambda, too. */
    @Test
    void whatCannotTravelIsSaidInASentenceAndNothingIsRun() {
        assertThatThrownBy(() -> SparkSweep.sweep(3)
                        .variant("mine", c -> c.withSurrogate((ratio, advantage) -> ratio * advantage))
                        .on(TWO)
                        .run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the surrogate of the variant mine is a lambda, a class of a notebook cell or an object with fields, and"
                                + " these cannot travel to another JVM: make it a record, or a class without fields, in a jar that the"
                                + " workers have");
        AfterUpdate each = (run, record) -> {};
        assertThatThrownBy(() -> SparkSweep.sweep(3).each(each).on(TWO).run())
                .hasMessageStartingWith("what is called after each update is a lambda");
    }

    @Test
    void aMasterThatIsNotThereIsSaidInASentence() {
        assertThatThrownBy(() -> SparkSweep.sweep(3)
                        .on(SparkRunner.at("spark://127.0.0.1:1"))
                        .run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("no Spark master answers at spark://127.0.0.1:1: ");
        assertThatThrownBy(
                        () -> SparkSweep.sweep(3).on(SparkRunner.at("nonsense")).run())
                .hasMessageStartingWith("Spark cannot start with the master nonsense: ");
        assertThatThrownBy(() -> SparkSweep.sweep(3).on(SparkRunner.submitted()).run())
                .hasMessageStartingWith("Spark needs a master");
    }

    @Test
    void valuesTravelToTheSameTextAndBack() {
        Map<String, Object> values =
                Map.of("surrogate", new SparkSweep.Capped(1.5), "infinite", Double.POSITIVE_INFINITY);
        Object json = JsonValues.encode(values, "it");
        assertThat(json.toString()).contains("infinite=Infinity");
        assertThat(((Map<?, ?>) JsonValues.decode(json, Object.class, "it")).get("surrogate"))
                .isEqualTo(new SparkSweep.Capped(1.5));
        assertThatThrownBy(() -> JsonValues.decode(Map.of("class", "no.Such"), Object.class, "the surrogate"))
                .hasMessageStartingWith("the surrogate is of the class no.Such, which this JVM has not");
        assertThatThrownBy(() -> JsonValues.decode(1.5, int.class, "epochs"))
                .hasMessage("epochs must be of type int but was 1.5");
    }

    /** Those who do not use Spark have not its jars, and need them no more than for what they ask for. */
    @Test
    void withoutTheJarsOfSparkAllElseRuns() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            if (!entry.matches(".*[/\\\\](spark-|scala-|hadoop-|json4s|netty|jersey|jackson)[^/\\\\]*")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader bare = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> program = bare.loadClass(WithoutSpark.class.getName());
            assertThat(program.getMethod("says").invoke(null).toString())
                    .isEqualTo(
                            "4 runs; Apache Spark is not on the class path: in a notebook %classpath ../target/spark/*.jar adds"
                                    + " it after mvn package");
        }
    }

    /** Loaded by a loader without Spark. */
    public static final class WithoutSpark {
        private WithoutSpark() {}

        /** Trains here, and tries to on Spark. */
        public static String says() {
            Ablation ablation = new Ablation(SparkSweep.config(4))
                    .variant("a", c -> c)
                    .task("CartPole-v1")
                    .seeds(1, 2, 3, 4);
            int runs = ablation.run().size();
            Ablation.class.getMethods(); // as completion in a notebook does
            try {
                ablation.seeds(5).on(SparkRunner.at("local")).run();
                return "it ran";
            } catch (IllegalStateException e) {
                return runs + " runs; " + e.getMessage();
            }
        }
    }
}
