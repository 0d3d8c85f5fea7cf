package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.policy.ActorCriticFactory;
import proximal.policy.PerceptronConfig;
import proximal.record.Disk;
import proximal.record.Json;
import proximal.record.Recorded;
import proximal.record.RunLog;
import proximal.surrogate.ImportanceSampledSurrogate;
import proximal.training.TrainingConfig;

class AblationStoreTest {
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(2)
            .withRolloutSteps(64)
            .withMinibatchSize(64)
            .withEpochs(2)
            .withLearningRate(0.01)
            .withTotalSteps(4 * 2 * 64)
            .withNetwork(ActorCriticFactory.perceptron(
                    PerceptronConfig.withDefaults().withHiddenSizes(8)));

    @BeforeEach
    void forgetsWhatOtherTestsTrained() {
        Ablation.forget();
    }

    @TempDir
    Path temporary;

    private Path store() {
        return temporary.resolve("a store, with spaces");
    }

    /** Notes which runs were found: all that was done before the first step. */
    private static final class Found implements ProgressListener {
        private double share = Double.NaN;

        @Override
        public void begin(double fraction) {
            share = fraction;
        }

        @Override
        public void update(double fraction, String text) {}
    }

    private Ablation ablation(Found found, long... seeds) {
        return new Ablation(SMALL)
                .variant("clip 0.2", c -> c)
                .variant("mine", c -> c.withSurrogate((ratio, advantage) -> Math.min(ratio, 1.5) * advantage))
                .task("CartPole-v1")
                .seeds(seeds)
                .store(store())
                .progress(found);
    }

    private List<Path> runs() throws IOException {
        try (Stream<Path> runs = Files.list(store().resolve("runs"))) {
            return runs.sorted().toList();
        }
    }

    @Test
    void runsAgainOnlyWhatIsNew() throws IOException {
        Found found = new Found();
        List<RunLog> first = ablation(found, 1, 2).run();
        assertThat(found.share).isZero();
        List<Path> firstRuns = runs();
        assertThat(firstRuns).hasSize(4);

        // The same cell once more: the lambda is another class now, but the same function.
        List<RunLog> again = ablation(found, 1, 2).run();
        assertThat(found.share).isEqualTo(1);
        assertThat(again.get(3).updates()).isEqualTo(first.get(3).updates()); // stepsPerSecond too
        assertThat(Recorded.of(again)).isEqualTo(Recorded.of(first));

        // Two seeds more.
        List<RunLog> more = ablation(found, 1, 2, 3, 4).run();
        assertThat(found.share).isEqualTo(0.5);
        assertThat(more).extracting(RunLog::seed).containsExactly(1L, 2L, 3L, 4L, 1L, 2L, 3L, 4L);
        assertThat(runs()).hasSize(8).containsAll(firstRuns);

        // A further variant, and an edited one under the old name.
        List<RunLog> edited = new Ablation(SMALL)
                .variant("clip 0.2", c -> c)
                .variant("mine", c -> c.withSurrogate((ratio, advantage) -> Math.min(ratio, 0.9) * advantage))
                .variant("none", c -> c.withSurrogate(new ImportanceSampledSurrogate()))
                .task("CartPole-v1")
                .seeds(1, 2, 3, 4)
                .store(store())
                .progress(found)
                .run();
        assertThat(found.share).isEqualTo(4 / 12.0);
        assertThat(runs()).hasSize(16).containsAll(firstRuns);
        assertThat(Recorded.of(edited.get(4))).isNotEqualTo(Recorded.of(more.get(4)));
        assertThat(Recorded.of(edited.subList(0, 4))).isEqualTo(Recorded.of(more.subList(0, 4)));
    }

    @Test
    void oneThreadAndTwoWriteTheSameTables() {
        for (int threads = 1; threads <= 2; threads++) {
            new Ablation(SMALL.withNormalizeObservations(true))
                    .variant("clip", c -> c)
                    .variant("none", c -> c.withSurrogate(new ImportanceSampledSurrogate()))
                    .task("CartPole-v1")
                    .task("Pendulum-v1")
                    .seeds(1, 2)
                    .threads(threads)
                    .checkpointEvery(threads)
                    .store(temporary.resolve(threads + " threads"))
                    .run();
            Ablation.forget();
        }
        Map<String, String> one = Recorded.tables(temporary.resolve("1 threads"));
        assertThat(one).hasSize(8 * 3);
        assertThat(Recorded.tables(temporary.resolve("2 threads"))).isEqualTo(one);
    }

    @Test
    void aRunSaysWhoseItIsAndWhatMadeIt() throws IOException {
        ablation(new Found(), 1).run();
        Path run = runs().get(1);
        assertThat(run.getFileName().toString()).matches("CartPole-v1_mine_seed1_[0-9a-f]{16}-1");
        Map<String, Object> manifest = Json.read(Files.readString(run.resolve("run.json")));
        assertThat(manifest)
                .containsEntry("task", "CartPole-v1")
                .containsEntry("variant", "mine")
                .containsEntry("seed", 1L)
                .containsEntry("library", "0.1.0")
                .containsEntry("failure", null);
        assertThat(manifest.get("configuration").toString()).contains("learningRate=0.01", "surrogate=lambda,");
        assertThat(manifest.get("machine").toString()).contains("java=", "architecture=", "processors=");
        assertThat(store().resolve("aside")).isEmptyDirectory();
        assertThat(store().resolve("checkpoints")).isEmptyDirectory();
    }

    @Test
    void anyNameIsKeptApartAndFoundAgain() throws IOException {
        String[] names = {
            "a/b",
            "a:b",
            "a\\b",
            "A/B",
            "..",
            ".",
            "CON",
            "ü",
            "u\u0308",
            "\ud83d\ude00",
            " x",
            "x".repeat(300),
            "x".repeat(301),
            "a\nb",
            "a\r\nb",
            "\"quoted\", and more",
            "clip*?<>|"
        };
        Found found = new Found();
        List<List<String>> results = new ArrayList<>();
        for (int time = 0; time < 2; time++) {
            Ablation ablation = new Ablation(SMALL.withTotalSteps(128));
            for (String name : names) {
                ablation.variant(name, c -> c);
            }
            List<RunLog> logs = ablation.task(
                            "task " + names[3], () -> proximal.environment.ClassicControl.make("CartPole-v1"))
                    .store(store())
                    .progress(found)
                    .run();
            assertThat(logs).extracting(RunLog::variant).containsExactly(names);
            results.add(Recorded.of(logs));
            Ablation.forget();
        }
        assertThat(found.share).isEqualTo(1);
        assertThat(runs()).hasSize(names.length);
        assertThat(runs())
                .allSatisfy(run -> assertThat(run.getFileName().toString()).matches("[A-Za-z0-9._-]{1,140}"));
        assertThat(results.get(1)).isEqualTo(results.get(0));
    }

    @Test
    void tornAndForeignRunsAreRefusedAndLeftAsTheyAre() throws IOException {
        ablation(new Found(), 1).run();
        Path run = runs().get(0);
        Path updates = run.resolve("updates.csv");
        byte[] whole = Files.readAllBytes(updates);
        Files.write(updates, java.util.Arrays.copyOf(whole, whole.length - 3));
        Map<String, byte[]> before = bytes(run);
        assertThatThrownBy(() -> ablation(new Found(), 1, 2).run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the file " + run
                        + " is no whole run (updates.csv is not what run.json says it is). It is left as"
                        + " it is: move it away to have the run begin anew, or use another store");
        assertThat(bytes(run)).usingRecursiveComparison().isEqualTo(before);
        assertThat(runs()).hasSize(2); // nothing was run
        Files.write(updates, whole);

        Path end = run.resolve("end.zip");
        byte[] wholeEnd = Files.readAllBytes(end);
        Files.write(end, java.util.Arrays.copyOf(wholeEnd, 100));
        assertThatThrownBy(() -> ablation(new Found(), 1).run())
                .hasMessageContaining(" is no whole run (end.zip is not what run.json says it is). It is left");
        Files.write(end, wholeEnd);
        String json = Files.readString(run.resolve("run.json"));
        Files.writeString(run.resolve("run.json"), json.replace("\"clipRange\": \"0.2\"", "\"clipRange\": \"0.3\""));
        assertThatThrownBy(() -> ablation(new Found(), 1).run())
                .hasMessageContaining(" is no whole run (its configuration must be {")
                .hasMessageContaining("clipRange=0.3");
        Files.writeString(run.resolve("run.json"), json.substring(0, 100));
        assertThatThrownBy(() -> ablation(new Found(), 1).run()).hasMessageContaining("is no whole run (the JSON text");
        Files.delete(run.resolve("run.json"));
        assertThatThrownBy(() -> ablation(new Found(), 1).run()).hasMessageContaining("is no whole run (");
    }

    private static Map<String, byte[]> bytes(Path run) throws IOException {
        Map<String, byte[]> bytes = new java.util.TreeMap<>();
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                bytes.put(file.toString(), Files.readAllBytes(file));
            }
        }
        return bytes;
    }

    @Test
    void aStoreInUseIsNamed() {
        try (RunStore open = new RunStore(store(), new Disk())) {
            assertThatThrownBy(() -> ablation(new Found(), 1).run())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "the store " + open.folder()
                                    + " is in use by another ablation: wait until that has ended, or give this one another folder");
        }
        ablation(new Found(), 1).run();
    }

    @Test
    void aFileInThePlaceOfTheStoreIsNamed() throws IOException {
        Files.writeString(store(), "not a folder");
        assertThatThrownBy(() -> ablation(new Found(), 1).run())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the store must be a folder but");
    }

    @Test
    void aStoreThatCannotBeMadeIsNamedWithTheReason() throws IOException {
        Path below =
                Files.writeString(temporary.resolve("file"), "not a folder").resolve("store");
        assertThatThrownBy(() -> ablation(new Found(), 1).store(below).run())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("the store " + below + " could not be opened: " + below.getParent())
                .hasMessageNotContaining("KiB");
        assertThat(Disk.reason(new NoSuchFileException("/a/b"), below))
                .isEqualTo("/a/b does not exist and could not be made");
        assertThat(Disk.reason(new AccessDeniedException("/a/b"), below)).isEqualTo("access to /a/b is denied");
    }

    @Test
    void theProgressSaysHowManyRunsTheStoreHad() {
        ablation(new Found(), 1).run();
        List<String> texts = new ArrayList<>();
        ablation(new Found(), 1, 2, 3)
                .progress((fraction, text) -> texts.add(text))
                .run();
        assertThat(texts.get(texts.size() - 1))
                .isEqualTo("6 of 6 runs (2 from the store, checked, 4 trained), 3,072 steps");
    }

    /** A disk that takes a number of bytes and no more. */
    private static final class SmallDisk extends Disk {
        private final AtomicLong left;

        SmallDisk(long bytes) {
            left = new AtomicLong(bytes);
        }

        @Override
        public OutputStream open(FileOutputStream file) {
            return new FilterOutputStream(file) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    int fits = (int) Math.max(0, Math.min(length, left.getAndAdd(-length)));
                    out.write(bytes, from, fits);
                    if (fits < length) {
                        throw new IOException("No space left on device");
                    }
                }
            };
        }
    }

    @Test
    void aFullDiskLosesNoFinishedRun() throws IOException {
        List<String> whole = Recorded.of(
                ablation(new Found(), 1, 2, 3).store(temporary.resolve("large")).run());
        Ablation.forget();
        long bytesOfRuns = 0;
        try (Stream<Path> files = Files.walk(temporary.resolve("large"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytesOfRuns += Files.size(file);
            }
        }
        Disk disk = new SmallDisk(bytesOfRuns * 5 / 12); // two and a half of six runs
        Ablation ablation = ablation(new Found(), 1, 2, 3).threads(1).disk(disk);
        assertThatThrownBy(ablation::run)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageMatching(
                        "the store .+ could not keep the run clip 0.2 on CartPole-v1 with seed 2 there: No space left on"
                                + " device( \\(\\d+ KiB of \\d+ KiB are free there\\))?; the ablation was stopped; 2 of 6 runs are kept in .+,"
                                + " and checkpoints of 0; run it again to go on");
        assertThat(runs()).hasSize(2);
        assertThat(store().resolve("aside")).isEmptyDirectory();
        // There is room again: the run that could not be kept is kept without being trained again.
        Found found = new Found();
        // By another object too, as where a cell of a notebook is evaluated again.
        List<RunLog> logs = ablation(found, 1, 2, 3).run();
        assertThat(found.share).isEqualTo(0.5);
        assertThat(Recorded.of(logs)).isEqualTo(whole);
        assertThat(runs()).hasSize(6);
    }

    /** The same on a file system that is really full, where the test may mount one. */
    @Test
    void aFullFileSystemLosesNoFinishedRun() throws Exception {
        Path small = Files.createDirectory(temporary.resolve("small disk"));
        assumeThat(command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString()))
                .as("may mount a small file system")
                .isTrue();
        try {
            Supplier<Ablation> ablation =
                    () -> ablation(new Found(), 1, 2, 3, 4).store(small).checkpointEvery(3);
            assertThatThrownBy(() -> ablation.get().run())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageMatching(
                            "the store .+ could not keep .+: No space left on device \\(\\d+ KiB of 64 KiB are free"
                                    + " there\\); the ablation was stopped; \\d of 8 runs are kept in .+");
            Map<String, String> kept = Recorded.tables(small);
            assertThat(kept.size()).isPositive();
            assertThat(kept.size() % 3).isZero();
            assertThat(command("mount", "-o", "remount,size=4m", small.toString()))
                    .isTrue();
            List<RunLog> logs = ablation.get().run();
            assertThat(Recorded.tables(small)).containsAllEntriesOf(kept);
            Ablation.forget();
            assertThat(Recorded.of(logs))
                    .isEqualTo(Recorded.of(ablation(new Found(), 1, 2, 3, 4)
                            .store(temporary.resolve("large"))
                            .run()));
        } finally {
            command("umount", small.toString());
        }
    }

    private static boolean command(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such command
        }
    }
}
