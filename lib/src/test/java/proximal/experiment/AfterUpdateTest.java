package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.record.RunLog;
import proximal.training.AfterUpdate;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;
import proximal.update.Schedule;
import proximal.update.UpdateRecord;

/** What happens between updates: a look, a stop, a change; and what a store makes of it. */
class AfterUpdateTest {
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(2)
            .withRolloutSteps(32)
            .withMinibatchSize(32)
            .withTotalSteps(64 * 8);

    @TempDir
    Path folder;

    @BeforeEach
    void forget() {
        RunMemory.forget();
    }

    private Ablation ablation() {
        RunMemory.forget(); // as another process
        return new Ablation(SMALL).variant("v", c -> c).task("CartPole-v1").store(folder);
    }

    /** A record, so that a store can tell one from another by its number. */
    record StopAfter(int update) implements AfterUpdate {
        @Override
        public void updated(TrainingRun run, UpdateRecord record) {
            if (record.update() == update) {
                run.stop("enough at " + update);
            }
        }
    }

    @Test
    void seesEveryUpdateOfEveryRun() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        new Ablation(SMALL)
                .variant("a", c -> c)
                .variant("b", c -> c)
                .task("CartPole-v1")
                .seeds(1, 2)
                .each((run, record) -> seen.add(run.log().variant() + run.log().seed() + " " + record.update() + " "
                        + run.network().parameters().length))
                .run();
        assertThat(seen).hasSize(2 * 2 * 8);
    }

    @Test
    void aStoppedRunIsFinishedAndTakenFromTheStoreAsLongAsItStopsThereAgain() {
        AtomicInteger trained = new AtomicInteger();
        AfterUpdate counted = (run, record) -> {
            trained.incrementAndGet();
            new StopAfter(6).updated(run, record);
        };
        RunLog first = ablation().each(counted).run().get(0);
        assertThat(first.updates()).hasSize(6);
        assertThat(first.failure()).isEmpty();
        assertThat(first.stopped()).contains("enough at 6");
        assertThat(first.toString()).contains("6 updates, stopped: enough at 6");
        trained.set(0);
        RunLog again = ablation().each(counted).run().get(0);
        assertThat(again.stopped()).contains("enough at 6");
        assertThat(again.updates()).isEqualTo(first.updates());
        // The end was not foreseen, so the last state may be an older one.
        assertThat(trained.get()).as("the first two, and the last two or more").isBetween(4, 2 + 5);
        // Another end: another run.
        assertThat(ablation().run().get(0).updates()).hasSize(8);
        assertThat(ablation().each(new StopAfter(2)).run().get(0).updates()).hasSize(2);
        assertThat(ablation().each(new StopAfter(5)).run().get(0).updates()).hasSize(5);
        assertThat(ablation().each(counted).run().get(0).stopped()).contains("enough at 6");
    }

    @Test
    void changesCoefficientsOfTheNextUpdates() {
        AfterUpdate change = (run, record) -> {
            if (record.update() == 4) {
                run.coefficients()
                        .change(c ->
                                c.withLearningRate(1e-5).withEntropyCoef(0.5).withClipRange(0.05));
            }
        };
        List<UpdateRecord> updates = ablation().each(change).run().get(0).updates();
        List<UpdateRecord> plain = new Ablation(SMALL)
                .variant("v", c -> c)
                .task("CartPole-v1")
                .run()
                .get(0)
                .updates();
        for (int i = 0; i < 8; i++) {
            double left = 1 - i / 8.0;
            assertThat(updates.get(i).get("learningRate")).isEqualTo(left * (i < 4 ? 2.5e-4 : 1e-5));
            assertThat(updates.get(i).get("clipRange")).isEqualTo(i < 4 ? 0.2 : 0.05);
            assertThat(updates.get(i).get("entropyCoef")).isEqualTo(i < 4 ? 0.01 : 0.5);
            assertThat(updates.get(i).get("entropy") == plain.get(i).get("entropy"))
                    .isEqualTo(i < 4);
        }
        assertThat(ablation().each(change).run().get(0).updates()).isEqualTo(updates);
    }

    @Test
    void refusesToChangeWhatARunWasMadeWith() {
        assertThatThrownBy(() -> ablation()
                        .each((run, record) -> run.coefficients().change(c -> c.withNumEnvs(3)))
                        .run())
                .hasMessageContaining("numEnvs")
                .hasMessageContaining("after update 1");
    }

    @Test
    void schedulesAreFactorsOfTheShareThatIsDone() {
        TrainingConfig config = SMALL.withLearningRate(1)
                .withLearningRateSchedule(Schedule.cosine(0.1))
                .withClipRangeSchedule(Schedule.linear(0.5))
                .withEntropyCoefSchedule(share -> share < 0.5 ? 1 : 0);
        List<UpdateRecord> updates = new Ablation(config.withMaxGradNorm(1e-9))
                .variant("v", c -> c)
                .task("CartPole-v1")
                .run()
                .get(0)
                .updates();
        for (int i = 0; i < 8; i++) {
            double share = i / 8.0;
            assertThat(updates.get(i).get("learningRate"))
                    .isCloseTo(0.1 + 0.9 * (1 + Math.cos(Math.PI * share)) / 2, within(1e-15));
            assertThat(updates.get(i).get("clipRange")).isEqualTo(0.2 * (1 - 0.5 * share));
            assertThat(updates.get(i).get("entropyCoef")).isEqualTo(i < 4 ? 0.01 : 0);
        }
        for (Schedule bad : List.<Schedule>of(share -> Double.NaN, share -> -1)) {
            for (TrainingConfig odd : List.of(
                    SMALL.withLearningRateSchedule(bad),
                    SMALL.withClipRangeSchedule(bad),
                    SMALL.withEntropyCoefSchedule(bad))) {
                assertThatThrownBy(() -> new Ablation(odd)
                                .variant("v", c -> c)
                                .task("CartPole-v1")
                                .run())
                        .hasMessageContaining("Schedule must give");
            }
        }
    }
}
