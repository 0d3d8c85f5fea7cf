package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import proximal.environment.BoxSpace;
import proximal.environment.ClassicControl;
import proximal.environment.ClassicTask;
import proximal.environment.DiscreteSpace;
import proximal.environment.Environment;
import proximal.environment.SplitMix64;
import proximal.environment.StepResult;
import proximal.record.Policy;
import proximal.table.RunTables;
import tech.tablesaw.api.Table;

/** Oracles: the evaluation's own episodes, and the dynamics of CartPole and Pendulum. */
class EpisodeRecordingTest {
    private static final Supplier<Environment> CART_POLE = () -> ClassicControl.make("CartPole-v1");
    private static final Supplier<Environment> PENDULUM = () -> ClassicControl.make("Pendulum-v1");

    private static Policy trained(Supplier<Environment> task) {
        TrainingConfig config =
                TrainingConfig.withDefaults().withTotalSteps(2048).withNormalizeObservations(true);
        try (TrainingRun run = new TrainingRun(task, "ppo", config, 1)) {
            while (!run.finished()) {
                run.update();
            }
            return run.policy();
        }
    }

    private static void assertIs(EpisodeRecording recording, Evaluation.Episode episode) {
        assertThat(new Evaluation.Episode(
                        episode.number(),
                        recording.episodeReturn(),
                        recording.length(),
                        recording.terminated(),
                        recording.truncated()))
                .isEqualTo(episode);
    }

    @Test
    void aRecordedEpisodeIsTheOneThatTheEvaluationPlays() {
        Policy policy = trained(PENDULUM);
        for (boolean deterministic : new boolean[] {false, true}) {
            Evaluation evaluation = Evaluation.withDefaults().withEpisodes(3).withDeterministic(deterministic);
            List<Evaluation.Episode> played = evaluation.of(policy, PENDULUM);
            for (int number = 1; number <= 3; number++) {
                assertIs(evaluation.record(policy, PENDULUM, number), played.get(number - 1));
            }
            assertThat(played.get(0)).isNotEqualTo(played.get(1));
        }
        Evaluation random = Evaluation.withDefaults().withSeed(5);
        assertIs(
                random.recordRandomActions(CART_POLE, 10),
                random.ofRandomActions(CART_POLE).get(9));
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        Evaluation evaluation = Evaluation.withDefaults();
        EpisodeRecording one = evaluation.recordRandomActions(CART_POLE, 2);
        EpisodeRecording same = evaluation.recordRandomActions(CART_POLE, 2);
        EpisodeRecording other = evaluation.withSeed(2).recordRandomActions(CART_POLE, 2);
        assertThat(RunTables.episode(same).toString())
                .isEqualTo(RunTables.episode(one).toString());
        for (int step = 0; step <= one.length(); step++) {
            assertThat(same.observation(step)).isEqualTo(one.observation(step));
            assertThat(same.sketch(step).shapes()).isEqualTo(one.sketch(step).shapes());
        }
        assertThat(other.observation(0)).isNotEqualTo(one.observation(0));
    }

    /** Each row has what a new environment does with its action, from the state of the row to that of the next. */
    @Test
    void theTableHasTheStateTheActionAndItsReward() {
        EpisodeRecording recording = Evaluation.withDefaults().recordRandomActions(PENDULUM, 1);
        Table table = RunTables.episode(recording);
        assertThat(table.columnNames())
                .containsExactly("step", "time", "observation0", "observation1", "observation2", "action0", "reward");
        assertThat(table.rowCount()).isEqualTo(201);
        assertThat(table.doubleColumn("reward").sum()).isCloseTo(recording.episodeReturn(), within(1e-9));
        assertThat(table.doubleColumn("reward").countMissing()).isEqualTo(1);
        assertThat(table.doubleColumn("action0").isMissing(200)).isTrue();
        assertThat(table.doubleColumn("action0").abs().max()).isLessThanOrEqualTo(2);
        for (int row : new int[] {0, 7, 199}) {
            assertThat(table.longColumn("step").getLong(row)).isEqualTo(row);
            assertThat(table.doubleColumn("time").get(row)).isCloseTo(0.05 * row, within(1e-12));
            double cos = table.doubleColumn("observation0").get(row);
            double sin = table.doubleColumn("observation1").get(row);
            double velocity = table.doubleColumn("observation2").get(row);
            double torque = table.doubleColumn("action0").get(row);
            double next = velocity + (15 * sin + 3 * torque) * 0.05;
            double angle = Math.atan2(sin, cos);
            double cost = angle * angle + 0.1 * velocity * velocity + 0.001 * torque * torque;
            assertThat(table.doubleColumn("observation2").get(row + 1))
                    .isCloseTo(Math.min(Math.max(next, -8), 8), within(1e-5));
            assertThat(table.doubleColumn("reward").get(row)).isCloseTo(-cost, within(1e-5));
            List<Double> rod = recording.sketch(row).shapes().get(0).points();
            assertThat(rod.get(2)).isCloseTo(-sin, within(1e-6));
            assertThat(rod.get(3)).isCloseTo(cos, within(1e-6));
        }
        Table hill = RunTables.episode(
                Evaluation.withDefaults().recordRandomActions(() -> ClassicControl.make("MountainCar-v0"), 1));
        assertThat(hill.doubleColumn("time").countMissing())
                .as("its steps have no duration")
                .isEqualTo(201);
    }

    /** A task without a drawing: it counts to three. */
    static final class Counter extends ClassicTask {
        Counter() {
            super("Counter", 1, BoxSpace.of(1, 0, 3), new DiscreteSpace(2));
        }

        @Override
        protected void begin(SplitMix64 random) {
            state[0] = 0;
        }

        @Override
        protected void advance(float action, StepResult result) {
            state[0]++;
            result.set(state[0], state[0] == 3, false);
        }
    }

    @Test
    void aTaskWithoutADrawingIsRecordedInNumbers() {
        EpisodeRecording recording = Evaluation.withDefaults().recordRandomActions(Counter::new, 1);
        assertThat(recording.episodeReturn()).isEqualTo(6);
        assertThat(recording.terminated()).isTrue();
        assertThat(RunTables.episode(recording).doubleColumn("observation0").asDoubleArray())
                .containsExactly(0, 1, 2, 3);
        assertThatThrownBy(() -> recording.sketch(0))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("Counter has no drawing: its environment does not override sketch()");
    }

    @Test
    void whatCannotBeRecordedIsSaid() {
        Evaluation evaluation = Evaluation.withDefaults();
        for (int number : new int[] {0, 11}) {
            assertThatThrownBy(() -> evaluation.recordRandomActions(CART_POLE, number))
                    .hasMessage("the number of an episode must be in [1, 10] but was " + number);
        }
        assertThatThrownBy(() -> evaluation.record(trained(CART_POLE), PENDULUM, 1))
                .hasMessageStartingWith("the policy was trained with observations of 4");
        Counter counter = new Counter();
        EpisodeRecording recording = new EpisodeRecording(counter);
        float[] one = {0};
        StepResult result = new StepResult();
        assertThatThrownBy(() -> recording.add(one, one, result)).hasMessageContaining("a recording that was begun");
        recording.begin(one);
        assertThatThrownBy(() -> recording.begin(one)).hasMessageStartingWith("a recording holds one episode");
        result.set(1, true, false);
        recording.add(one, one, result);
        assertThatThrownBy(() -> recording.add(one, one, result))
                .hasMessage("a step of Counter can be added to a recording that was begun and has not ended");
    }
}
