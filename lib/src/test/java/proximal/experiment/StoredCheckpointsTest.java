package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.policy.DjlActorCritic;
import proximal.policy.PerceptronBlock;
import proximal.policy.PerceptronConfig;
import proximal.record.Checkpoint;
import proximal.record.Disk;
import proximal.record.Recorded;
import proximal.record.RunLog;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;

/** What an ablation makes of checkpoints, and of a store that fails. */
class StoredCheckpointsTest {
    private static final Supplier<Environment> CART_POLE = () -> ClassicControl.make("CartPole-v1");
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
    Path folder;

    private final List<String> texts = new ArrayList<>();
    private double begun = Double.NaN;

    private final ProgressListener notes = new ProgressListener() {
        @Override
        public void begin(double fraction) {
            begun = fraction;
        }

        @Override
        public void update(double fraction, String text) {
            texts.add(text);
        }
    };

    private static Ablation ablation(TrainingConfig config) {
        return new Ablation(config).variant("mine", c -> c).task("CartPole-v1", CART_POLE);
    }

    /** Puts the checkpoint of a run into the store, as an interrupted ablation leaves it. */
    private void checkpoint(TrainingConfig config, int updates) {
        RunIdentity identity = new RunIdentity("CartPole-v1", "mine", 1, config.describe());
        try (RunStore store = new RunStore(folder, new Disk());
                TrainingRun run = new TrainingRun("CartPole-v1", CART_POLE, "mine", config, 1)) {
            Checkpoint state = null;
            for (int i = 0; i < updates; i++) {
                state = i == 0 ? null : run.state();
                run.update();
            }
            store.keepUnfinished(identity, 1, run.log(), state);
        }
    }

    @Test
    void aForeignOrTornCheckpointInTheStoreIsRefused() throws IOException {
        checkpoint(SMALL, 3);
        Path file;
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
            file = files.findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> ablation(SMALL).store(folder).run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the file " + file + " is no whole checkpoint (");
        Files.write(file, bytes);
        Checkpoint checkpoint = Checkpoint.read(file);
        checkpoint.manifest().put("seed", 7);
        checkpoint.write(file);
        assertThatThrownBy(() -> ablation(SMALL).store(folder).run())
                .hasMessage("the file " + file
                        + " is no whole checkpoint (its seed must be 1 but is 7). It is left as it is:"
                        + " move it away to have the run begin anew, or use another store");
    }

    @Test
    void theStepsOfACheckpointWereDoneBefore() {
        checkpoint(SMALL, 3);
        List<RunLog> logs = ablation(SMALL).store(folder).progress(notes).run();
        assertThat(begun).isEqualTo(0.75);
        Ablation.forget();
        assertThat(Recorded.of(logs)).isEqualTo(Recorded.of(ablation(SMALL).run()));
        assertThat(texts).noneMatch(text -> text.contains("anew"));
    }

    @Test
    void aCheckpointThatAKillLeftBesideItsFinishedRunIsDropped() throws IOException {
        List<RunLog> logs = ablation(SMALL).store(folder).run();
        checkpoint(SMALL, 3);
        assertThat(folder.resolve("checkpoints")).isNotEmptyDirectory();
        Ablation.forget();
        assertThat(Recorded.of(ablation(SMALL).store(folder).progress(notes).run()))
                .isEqualTo(Recorded.of(logs));
        assertThat(folder.resolve("checkpoints")).isEmptyDirectory();
        assertThat(begun).isEqualTo(1);
    }

    /** The running averages of batch normalisation are in no checkpoint. */
    @Test
    void aRunWhoseNetworkHasStateOfItsOwnBeginsAnew() {
        TrainingConfig config = SMALL.withNetwork((size, distribution, seed) -> new DjlActorCritic(
                new SequentialBlock()
                        .add(BatchNorm.builder().build())
                        .add(PerceptronBlock.separate(new int[] {8}, distribution.parameterSize(), seed)),
                size,
                distribution,
                seed));
        checkpoint(config, 3);
        List<RunLog> logs = ablation(config).store(folder).progress(notes).run();
        assertThat(texts.get(texts.size() - 1))
                .isEqualTo("1 of 1 runs, 512 steps, 1 begun anew (the network has state that no checkpoint holds)");
        Ablation.forget();
        assertThat(Recorded.of(logs)).isEqualTo(Recorded.of(ablation(config).run()));
        assertThat(folder.resolve("checkpoints")).isEmptyDirectory();
    }

    /** A drift of some 1e-5 is no rounding. */
    @Test
    void aRunWhoseNetworkDriftsALittleBeginsAnewToo() {
        TrainingConfig config = SMALL.withNetwork((size, distribution, seed) -> {
            ActorCritic network = SMALL.network().create(size, distribution, seed);
            int[] changes = {0};
            return (ActorCritic) Proxy.newProxyInstance(
                    ActorCritic.class.getClassLoader(),
                    new Class<?>[] {ActorCritic.class},
                    (proxy, method, arguments) -> {
                        Object result = method.invoke(network, arguments);
                        changes[0] += method.getName().equals("parametersChanged") ? 1 : 0;
                        if (method.getName().equals("evaluate")) {
                            ((float[]) arguments[3])[0] += 1e-5f * changes[0];
                        }
                        return result;
                    });
        });
        checkpoint(config, 3);
        ablation(config).store(folder).progress(notes).run();
        assertThat(texts.get(texts.size() - 1)).contains("1 begun anew");
    }

    @Test
    void aStoreThatFailsOtherwiseThanByItsDiskStopsTheAblationToo() {
        Disk none = new Disk() {
            @Override
            public OutputStream open(FileOutputStream file) {
                throw new OutOfMemoryError("none left");
            }
        };
        assertThatThrownBy(() -> ablation(SMALL).store(folder).disk(none).run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the store " + folder + " could not keep something: java.lang.OutOfMemoryError:"
                        + " none left; the ablation was stopped; 0 of 1 runs are kept in ")
                .hasCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aRunThatCannotBeReplacedIsStillThere() throws IOException {
        boolean[] fails = {true};
        TrainingConfig config = SMALL.withSurrogate((ratio, advantage) -> {
            if (fails[0] && Thread.currentThread().getName().equals("proximal run")) {
                throw new IllegalStateException("not today");
            }
            return ratio * advantage;
        });
        Supplier<Ablation> ablation = () -> ablation(config).seeds(1).store(folder);
        assertThatThrownBy(() -> ablation.get().run()).hasMessageContaining("not today");
        fails[0] = false;
        Disk broken = new Disk() {
            @Override
            public void publish(Path aside, Path target) throws IOException {
                throw new IOException("cannot be renamed");
            }
        };
        assertThatThrownBy(() -> ablation.get().disk(broken).retryFailed().run())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be renamed");
        assertThat(folder.resolve("aside")).isEmptyDirectory();
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            assertThat(runs).singleElement().satisfies(run -> assertThat(Files.readString(run.resolve("run.json")))
                    .contains("not today"));
        }
        assertThat(ablation.get().retryFailed().run().get(0).failure()).isEmpty();
    }

    /** With a seed more the first task is trained, though the store has runs of the last one: it is what a live chart is of. */
    @Test
    void theLogsOfATaskUnderWayStandBehindTheOthers() {
        CountDownLatch[] seen = {new CountDownLatch(0)};
        Set<Object> resets = ConcurrentHashMap.newKeySet(); // those of seed 1
        Supplier<Environment> waiting = () -> {
            Environment inner = CART_POLE.get();
            boolean[] ofSeed2 = {false};
            return (Environment) Proxy.newProxyInstance(
                    Environment.class.getClassLoader(),
                    new Class<?>[] {Environment.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("reset")) {
                            ofSeed2[0] = resets.add(arguments[0]) && seen[0].getCount() > 0;
                        } else if (method.getName().equals("step") && ofSeed2[0]) {
                            seen[0].await();
                        }
                        return method.invoke(inner, arguments);
                    });
        };
        List<String> tasks = new ArrayList<>();
        Ablation ablation = new Ablation(SMALL)
                .variant("mine", c -> c)
                .task("first", waiting)
                .task("second", CART_POLE)
                .threads(1)
                .store(folder)
                .progress(new ProgressListener() {
                    @Override
                    public void update(double fraction, String text) {}

                    @Override
                    public void logs(Supplier<List<RunLog>> soFar) {
                        List<RunLog> logs = soFar.get();
                        if (seen[0].getCount() > 0 && logs.size() == 3) {
                            logs.forEach(log -> tasks.add(log.task() + log.seed()));
                            seen[0].countDown();
                        }
                    }
                });
        ablation.seeds(1).run();
        seen[0] = new CountDownLatch(1);
        ablation.seeds(1, 2).run();
        assertThat(tasks).containsExactly("second1", "first1", "first2");
    }
}
