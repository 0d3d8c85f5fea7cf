package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import proximal.environment.ClassicControl;
import proximal.policy.DjlActorCritic;
import proximal.record.Checkpoint;
import proximal.record.Recorded;
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
                whole.checkpoint().write(folder.resolve("update " + i + ".zip"));
            }
            resumed.restore(Checkpoint.read(folder.resolve("update 2.zip")));
            assertThat(resumed.log().updates()).hasSize(2);
            while (!resumed.finished()) {
                resumed.update();
            }
            assertThat(resumed.network().parameters())
                    .containsExactly(whole.network().parameters());
            assertThat(Recorded.of(resumed.log())).isEqualTo(Recorded.of(whole.log()));
            assertThat(whole.log().episodes().size()).isPositive();

            resumed.checkpoint().write(folder.resolve("resumed.zip"));
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
    void anotherConfigurationVariantSeedOrTaskIsRefused() throws IOException {
        Path file = folder.resolve("a.zip");
        try (TrainingRun run = run("CartPole-v1", SMALL)) {
            run.update();
            run.checkpoint().write(file);
        }
        byte[] before = Files.readAllBytes(file);
        refused(file, () -> run("CartPole-v1", SMALL.withGaeLambda(0.9)))
                .startsWith(
                        "the checkpoint is of another configuration: its gaeLambda is 0.95, and that of this run 0.9");
        refused(file, () -> run("CartPole-v1", SMALL.withClipRange(0.1)))
                .contains("its clipRange is 0.2, and that of this run 0.1");
        refused(
                        file,
                        () -> run(
                                "CartPole-v1",
                                SMALL.withUpdateRule(UpdateRuleFactory.trustRegion(TrustRegionConfig.withDefaults()))))
                .contains("another configuration: its updateRule is Descent[], and that of this run TrustRegion[");
        refused(file, () -> run("Pendulum-v1", SMALL))
                .contains("the checkpoint is of another run: its task is CartPole-v1, and that of this run Pendulum");
        refused(file, () -> new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "other", SMALL, 5))
                .contains("its variant is test, and that of this run other");
        refused(file, () -> new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", SMALL, 6))
                .contains("its seed is 5, and that of this run 6");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
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
            run.checkpoint().write(file);
        }
        Checkpoint half = Checkpoint.read(file);
        half.put("optimizer0.first", new float[3]);
        write(half, file);
        try (TrainingRun run = run("CartPole-v1", SMALL)) {
            assertThatThrownBy(() -> run.restore(Checkpoint.read(file)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("the checkpoint does not fit this run: firstMoments must");
            assertThatThrownBy(run::update)
                    .hasMessage(
                            "a checkpoint could not be restored into this run wholly, so the run cannot go on; begin a"
                                    + " new one");
            assertThatThrownBy(run::checkpoint).isInstanceOf(IllegalStateException.class);
        }
    }

    private static org.assertj.core.api.AbstractStringAssert<?> refused(Path file, Supplier<TrainingRun> begin) {
        try (TrainingRun run = begin.get()) {
            Throwable refusal =
                    org.assertj.core.api.Assertions.catchThrowable(() -> run.restore(Checkpoint.read(file)));
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
            assertThatThrownBy(run::checkpoint).hasMessageContaining("needs at least one update");
            run.update();
            run.checkpoint().write(file);
        }
        byte[] torn = Arrays.copyOf(Files.readAllBytes(file), 5000);
        Files.write(file, torn);
        assertThatThrownBy(() -> Checkpoint.read(file))
                .hasMessageStartingWith("the file " + file + " is no whole checkpoint (");
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
            assertThatThrownBy(run::checkpoint).hasMessage(message);
        }
    }

    @Test
    void aRunThatHasBegunTakesNoCheckpoint() {
        Path file = folder.resolve("a.zip");
        try (TrainingRun run = run("CartPole-v1", SMALL)) {
            run.update();
            run.checkpoint().write(file);
            assertThatThrownBy(() -> run.restore(Checkpoint.read(file)))
                    .hasMessage("a checkpoint must be restored into a run that has not begun");
        }
    }
}
