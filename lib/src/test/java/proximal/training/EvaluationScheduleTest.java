package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.environment.ClassicControl;
import proximal.environment.SplitMix64;
import proximal.experiment.Ablation;
import proximal.record.RunLog;
import proximal.update.UpdateRecord;

/** Oracles: the evaluation of the same policy after the fact, and the run without evaluations. */
class EvaluationScheduleTest {
    private static final TrainingConfig SHORT =
            TrainingConfig.withDefaults().withNormalizeObservations(true).withTotalSteps(5 * 512);

    private static final Evaluation EVALUATION =
            Evaluation.withDefaults().withEpisodes(4).withDeterministic(true);

    private static TrainingRun run() {
        return new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "ppo", SHORT, 7);
    }

    @Test
    void anEvaluationIsThatOfThePolicyAtThatTimeAndChangesNothingInTheRun() {
        Evaluation own = EVALUATION.withSeed(SplitMix64.streamSeed(SplitMix64.streamSeed(7, 4), EVALUATION.seed()));
        try (TrainingRun plain = run();
                TrainingRun evaluated = run().evaluate(new EvaluationSchedule(1000, EVALUATION))) {
            for (int update = 1; update <= 5; update++) {
                UpdateRecord without = plain.update();
                UpdateRecord with = evaluated.update();
                assertThat(with.get("policyLoss")).isEqualTo(without.get("policyLoss"));
                assertThat(with.get("episodeReturn")).isEqualTo(without.get("episodeReturn"));
                // 512 steps an update: 1000 is passed in update 2, 2000 in update 4, and update 5 is the last.
                if (update == 2 || update >= 4) {
                    List<Evaluation.Episode> episodes =
                            own.of(plain.policy(), () -> ClassicControl.make("CartPole-v1"));
                    double[] returns = episodes.stream()
                            .mapToDouble(Evaluation.Episode::episodeReturn)
                            .toArray();
                    double mean = DoubleStream.of(returns).average().orElseThrow();
                    double variance = DoubleStream.of(returns)
                                    .map(one -> (one - mean) * (one - mean))
                                    .sum()
                            / 3;
                    assertThat(with.get("evaluationReturn")).isCloseTo(mean, within(1e-9));
                    assertThat(with.get("evaluationError")).isCloseTo(Math.sqrt(variance / 4), within(1e-9));
                    assertThat(with.get("evaluationLength")).isCloseTo(mean, within(1e-9)); // 1 for each step
                } else {
                    assertThat(with.get("evaluationReturn")).isNaN();
                    assertThat(with.get("evaluationError")).isNaN();
                    assertThat(with.get("evaluationLength")).isNaN();
                }
            }
        }
    }

    @Test
    void anAblationKeepsRunsWithEvaluationsApartFromThoseWithout(@TempDir Path store) {
        RunLog with = ablation(store).evaluateEvery(1000, EVALUATION).run().get(0);
        assertThat(with.updates().get(1).get("evaluationReturn")).isPositive();
        Ablation.forget();
        RunLog kept = ablation(store).evaluateEvery(1000, EVALUATION).run().get(0);
        assertThat(kept.updates()).isEqualTo(with.updates()); // with the steps per second of the first time
        RunLog without = ablation(store).run().get(0);
        assertThat(without.columns()).doesNotContain("evaluationReturn");
    }

    private static Ablation ablation(Path store) {
        return new Ablation(SHORT)
                .variant("ppo", c -> c)
                .task("CartPole-v1")
                .seeds(7)
                .store(store);
    }

    @Test
    void aScheduleSaysWhatIsWrongWithIt() {
        assertThatThrownBy(() -> new EvaluationSchedule(0, EVALUATION))
                .hasMessage("everySteps must be at least 1 but was 0");
        assertThatThrownBy(() -> new EvaluationSchedule(1, null)).hasMessage("evaluation must be given but was null");
    }
}
