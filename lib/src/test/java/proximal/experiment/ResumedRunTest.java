package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.environment.TimeLimit;
import proximal.policy.DjlActorCritic;
import proximal.record.Checkpoint;
import proximal.update.TrustRegionConfig;

/** A run that goes on from a checkpoint is held against one that was never interrupted. */
class ResumedRunTest {
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(3)
            .withRolloutSteps(64)
            .withMinibatchSize(48)
            .withEpochs(2)
            .withLearningRate(3e-3)
            .withTotalSteps(6 * 3 * 64)
            .withNormalizeObservations(true)
            .withNormalizeRewards(true)
            .withKlCoef(0.5)
            .withKlRule((klCoef, kl) -> kl > 1e-3 ? 1.3 * klCoef : 0.7 * klCoef);

    @TempDir
    Path folder;

    static Stream<Arguments> enginesAndTasks() {
        TrainingConfig onDjl = SMALL.withNetwork(DjlActorCritic.perceptron(true, 16));
        return Stream.of(
                Arguments.of(SMALL, "CartPole-v1"),
                Arguments.of(SMALL, "Pendulum-v1"),
                Arguments.of(
                        SMALL.withUpdateRule(UpdateRuleFactory.trustRegion(TrustRegionConfig.withDefaults())),
                        "CartPole-v1"),
                Arguments.of(onDjl, "CartPole-v1"),
                Arguments.of(onDjl, "Pendulum-v1"));
    }

    private static TrainingRun run(String task, TrainingConfig config) {
        return new TrainingRun(() -> ClassicControl.make(task), "test", config, 5);
    }

    @ParameterizedTest
    @MethodSource("enginesAndTasks")
    void givesTheSameBitsAsOneThatWasNotInterrupted(TrainingConfig config, String task) {
        try (TrainingRun whole = run(task, config);
                TrainingRun resumed = run(task, config)) {
            for (int i = 1; i <= 6; i++) {
                whole.update();
                whole.save(folder.resolve("update " + i + ".zip"));
            }
            resumed.restore(folder.resolve("update 2.zip"));
            assertThat(resumed.log().updates()).hasSize(2);
            while (!resumed.finished()) {
                resumed.update();
            }
            assertThat(resumed.network().parameters())
                    .containsExactly(whole.network().parameters());
            assertThat(Recorded.of(resumed.log())).isEqualTo(Recorded.of(whole.log()));
            assertThat(whole.log().episodes().size()).isPositive();

            resumed.save(folder.resolve("resumed.zip"));
            assertSameState(folder.resolve("update 6.zip"), folder.resolve("resumed.zip"));
        }
    }

    /** Moments, generators, episodes under way: all that a seventh update would begin with. */
    private static void assertSameState(Path expected, Path actual) {
        Checkpoint a = Checkpoint.read(expected);
        Checkpoint b = Checkpoint.read(actual);
        assertThat(b.manifest()).isEqualTo(a.manifest());
        for (String name : new String[] {"optimizer0.first", "optimizer0.second", "network.outputs"}) {
            assertThat(b.floats(name)).containsExactly(a.floats(name));
        }
        for (String name : new String[] {"environments", "collector", "klCoef"}) {
            assertThat(b.doubles(name)).containsExactly(a.doubles(name));
        }
        for (String name : new String[] {"random", "optimizer0.steps"}) {
            assertThat(b.longs(name)).containsExactly(a.longs(name));
        }
    }

    @Test
    void anotherConfigurationVariantSeedTaskOrVersionIsRefused() throws IOException {
        Path file = folder.resolve("a.zip");
        try (TrainingRun run = run("CartPole-v1", SMALL)) {
            run.update();
            run.save(file);
        }
        byte[] before = Files.readAllBytes(file);
        refused(file, () -> run("CartPole-v1", SMALL.withGaeLambda(0.9)))
                .contains("the file " + file + " is of another configuration: its advantageEstimator is")
                .endsWith("It is left as it is: move it away to have the run begin anew, or use another store");
        refused(file, () -> run("CartPole-v1", SMALL.withClipRange(0.1)))
                .contains("its clipRange is 0.2, and that of this run 0.1");
        refused(file, () -> run("CartPole-v1", SMALL.withKlRule((klCoef, kl) -> klCoef)))
                .contains("another configuration: its klRule is lambda ");
        refused(file, () -> run("Pendulum-v1", SMALL))
                .contains("is of the task CartPole-v1, and this run is of Pendulum");
        refused(file, () -> new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "other", SMALL, 5))
                .contains("is of the variant test, and this run is of other");
        refused(file, () -> new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", SMALL, 6))
                .contains("is of the seed 5, and this run is of 6");
        Supplier<Environment> shorter = () -> new TimeLimit(ClassicControl.make("CartPole-v1"), 400);
        refused(file, () -> new TrainingRun(shorter, "test", SMALL, 5))
                .contains("is of another configuration: its environment is CartPole-v1 ");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);

        Checkpoint older = Checkpoint.read(file);
        older.manifest().put("library", "0.0.9");
        try (OutputStream out = Files.newOutputStream(file)) {
            older.write(out);
        }
        refused(file, () -> run("CartPole-v1", SMALL))
                .contains("was made by version 0.0.9 of the library, and this is version 0.1.0");
    }

    @Test
    void anotherBuildIsRefused() throws IOException {
        Path file = folder.resolve("a.zip");
        try (TrainingRun run = run("CartPole-v1", SMALL)) {
            run.update();
            run.save(file);
        }
        Checkpoint other = Checkpoint.read(file);
        other.manifest().put("build", "0123456789abcdef");
        write(other, file);
        refused(file, () -> run("CartPole-v1", SMALL))
                .contains("the file " + file + " was made by another build of version 0.1.0 of the library. It is left")
                .endsWith("or use another store");
    }

    private static void write(Checkpoint checkpoint, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            checkpoint.write(out);
        }
    }

    /** What comes first is taken then, and what comes later is not. */
    @Test
    void aRunThatTookHalfACheckpointCannotGoOn() throws IOException {
        Path file = folder.resolve("a.zip");
        try (TrainingRun run = run("CartPole-v1", SMALL)) {
            run.update();
            run.save(file);
        }
        Checkpoint half = Checkpoint.read(file);
        half.put("optimizer0.first", new float[3]);
        write(half, file);
        try (TrainingRun run = run("CartPole-v1", SMALL)) {
            assertThatThrownBy(() -> run.restore(file))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("the checkpoint does not fit this run: firstMoments must");
            assertThatThrownBy(run::update)
                    .hasMessage(
                            "a checkpoint could not be restored into this run wholly, so the run cannot go on; begin a"
                                    + " new one");
            assertThatThrownBy(() -> run.save(folder.resolve("b.zip"))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aTaskIsTriedOutForItsIdentityOnce() {
        AtomicInteger made = new AtomicInteger();
        Supplier<Environment> task = () -> {
            made.incrementAndGet();
            return ClassicControl.make("CartPole-v1");
        };
        try (TrainingRun run = new TrainingRun(task, "test", SMALL, 5)) {
            run.update();
            run.save(folder.resolve("a.zip"));
            int before = made.get();
            run.save(folder.resolve("b.zip"));
            assertThat(made.get()).isEqualTo(before);
        }
    }

    private static org.assertj.core.api.AbstractStringAssert<?> refused(Path file, Supplier<TrainingRun> begin) {
        try (TrainingRun run = begin.get()) {
            Throwable refusal = org.assertj.core.api.Assertions.catchThrowable(() -> run.restore(file));
            assertThat(refusal).isInstanceOf(IllegalStateException.class);
            assertThat(run.log().updates()).isEmpty();
            run.update(); // goes on from its own beginning
            return assertThat(refusal.getMessage());
        }
    }

    @Test
    void aTornFileIsRefusedAndLeftAsItIs() throws IOException {
        Path file = folder.resolve("a.zip");
        try (TrainingRun run = run("CartPole-v1", SMALL)) {
            assertThatThrownBy(() -> run.save(file)).hasMessageContaining("needs at least one update");
            run.update();
            run.save(file);
        }
        byte[] torn = Arrays.copyOf(Files.readAllBytes(file), 5000);
        Files.write(file, torn);
        refused(file, () -> run("CartPole-v1", SMALL))
                .startsWith("the file " + file + " is no whole checkpoint (")
                .endsWith("It is left as it is: move it away to have the run begin anew, or use another store");
        assertThat(Files.readAllBytes(file)).isEqualTo(torn);
    }

    @Test
    void anUpdateThatWasInterruptedCannotBeSavedOrGoneOnFrom() {
        try (TrainingRun run = run("CartPole-v1", SMALL)) {
            run.update();
            Thread.currentThread().interrupt();
            assertThatThrownBy(run::update).isInstanceOf(java.util.concurrent.CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            String message =
                    "update 2 of this run was interrupted or failed, so the run cannot go on; begin a new one, or"
                            + " restore a checkpoint";
            assertThatThrownBy(run::update).hasMessage(message);
            assertThatThrownBy(() -> run.save(folder.resolve("b.zip"))).hasMessage(message);
            assertThat(folder.resolve("b.zip")).doesNotExist();
        }
    }

    @Test
    void aRunThatHasBegunTakesNoCheckpoint() {
        Path file = folder.resolve("a.zip");
        try (TrainingRun run = run("CartPole-v1", SMALL)) {
            run.update();
            run.save(file);
            assertThatThrownBy(() -> run.restore(file))
                    .hasMessage("a checkpoint must be restored into a run that has not begun");
        }
    }
}
