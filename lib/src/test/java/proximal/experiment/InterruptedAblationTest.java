package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.environment.BoxSpace;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.environment.Space;
import proximal.environment.StepResult;
import proximal.record.Disk;
import proximal.record.Recorded;
import proximal.record.RunLog;
import proximal.training.TrainingConfig;

class InterruptedAblationTest {
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(2)
            .withRolloutSteps(64)
            .withMinibatchSize(64)
            .withLearningRate(0.01);

    @BeforeEach
    void forgetsWhatOtherTestsTrained() {
        Ablation.forget();
    }

    @TempDir
    Path folder;

    /** Interrupts an ablation as the stop button of a notebook does, once its runs have begun, and gives what it threw. */
    private static Throwable interrupt(Ablation ablation, CountDownLatch begun) throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        Thread cell = new Thread(() -> {
            try {
                ablation.run();
            } catch (Throwable e) {
                thrown[0] = e;
            }
        });
        cell.start();
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        long at = System.nanoTime();
        cell.interrupt();
        cell.join(10_000);
        assertThat((System.nanoTime() - at) * 1e-9)
                .as("seconds until the runs ended")
                .isLessThan(1);
        return thrown[0];
    }

    @Test
    void keepsWhatIsDoneAndGoesOnWithTheSameBits() throws Exception {
        // A second or more on the fastest machine, and the interrupt comes at the first look at the progress.
        Supplier<Ablation> ablation = () -> new Ablation(SMALL.withTotalSteps(128 * 1000))
                .variant("clip", c -> c)
                .task("CartPole-v1")
                .seeds(1, 2, 3)
                .threads(2)
                .checkpointEvery(1_000_000); // but for those of the interrupt
        CountDownLatch begun = new CountDownLatch(1);
        Throwable thrown = interrupt(
                ablation.get().store(folder).progress((fraction, text) -> {
                    if (fraction > 0.01) {
                        begun.countDown();
                    }
                }),
                begun);
        assertThat(thrown)
                .isInstanceOf(CancellationException.class)
                .hasMessageMatching(
                        "the ablation was interrupted; \\d of 3 runs are kept in .+, and checkpoints of \\d; run it"
                                + " again to go on");
        try (Stream<Path> checkpoints = Files.list(folder.resolve("checkpoints"));
                Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            // On a busy machine the second thread may not have done its first update yet.
            assertThat(checkpoints.count() + runs.count()).isBetween(1L, 3L);
        }
        List<RunLog> resumed = ablation.get().store(folder).run();
        Ablation.forget();
        assertThat(Recorded.of(resumed)).isEqualTo(Recorded.of(ablation.get().run()));
    }

    @Test
    void withoutAStoreWhatIsFinishedStaysInMemory() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        String[] last = {""};
        UnaryOperator<TrainingConfig> endless = c -> c.withEpochs(1_000_000).withTotalSteps(128);
        Ablation ablation = new Ablation(SMALL.withTotalSteps(10 * 128))
                .variant("short", c -> c)
                .variant("long", endless)
                .task("CartPole-v1")
                .threads(1)
                .progress((fraction, text) -> {
                    last[0] = text;
                    if (text.startsWith("1 of 2 runs")) {
                        begun.countDown();
                    }
                });
        String kept = "interrupted; 1 of 2 runs are kept in memory; run it again to go on";
        assertThat(interrupt(ablation, begun)).hasMessage("the ablation was " + kept);
        assertThat(last[0]).isEqualTo(kept);
        new Ablation(SMALL.withTotalSteps(10 * 128))
                .variant("short", c -> c)
                .task("CartPole-v1")
                .progress((fraction, text) -> last[0] = text)
                .run();
        assertThat(last[0]).startsWith("1 of 1 runs (1 from memory, checked, 0 trained");
    }

    /** Steps of a millisecond make an update of many seconds. */
    @Test
    void endsWithinASecondInTheMiddleOfALongUpdate() throws Exception {
        CountDownLatch steps = new CountDownLatch(250);
        Ablation ablation = new Ablation(SMALL.withRolloutSteps(8192).withTotalSteps(4 * 8192))
                .variant("slow", c -> c)
                .task("Slow-v0", () -> new Slow(steps))
                .seeds(1, 2, 3)
                .threads(2);
        assertThat(interrupt(ablation, steps))
                .isInstanceOf(CancellationException.class)
                .hasMessage("the ablation was interrupted; no run has ended, so a new start begins with the first");
    }

    /** The same where most of an update is minibatches. */
    @Test
    void endsWithinASecondInTheMiddleOfManyEpochs() throws Exception {
        CountDownLatch begun = new CountDownLatch(3);
        Ablation ablation = new Ablation(SMALL.withEpochs(1_000_000).withTotalSteps(128))
                .variant("long", c -> c)
                .task("CartPole-v1")
                .store(folder)
                .progress((fraction, text) -> begun.countDown());
        assertThat(interrupt(ablation, begun))
                .hasMessageContaining("0 of 1 runs are kept in")
                .hasMessageContaining("and checkpoints of 0");
        new RunStore(folder, new Disk()).close(); // it is not in use any more
    }

    /** CartPole with steps of a millisecond, which an interrupt does not wake. */
    private static final class Slow implements Environment {
        private final Environment inner = ClassicControl.make("CartPole-v1");
        private final CountDownLatch steps;

        Slow(CountDownLatch steps) {
            this.steps = steps;
        }

        @Override
        public String name() {
            return "Slow-v0";
        }

        @Override
        public BoxSpace observationSpace() {
            return inner.observationSpace();
        }

        @Override
        public Space actionSpace() {
            return inner.actionSpace();
        }

        @Override
        public void reset(long seed, float[] observation) {
            inner.reset(seed, observation);
        }

        @Override
        public void step(float[] action, float[] observation, StepResult result) {
            long end = System.nanoTime() + 1_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            steps.countDown();
            inner.step(action, observation, result);
        }
    }
}
