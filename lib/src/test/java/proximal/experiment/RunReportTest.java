package proximal.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import proximal.environment.CartPole;
import proximal.environment.TimeLimit;
import proximal.training.TrainingConfig;

class RunReportTest {
    private static final TrainingConfig CONFIG = TrainingConfig.withDefaults().withTotalSteps(1000);

    private static RunJob job(String variant, long seed, long trained, double seconds) {
        RunJob job = new RunJob(new RunIdentity("task", variant, seed, Map.of()), CartPole::new, CONFIG, null, null);
        job.trained = trained;
        job.steps = trained;
        job.nanos = (long) (seconds * 1e9);
        return job;
    }

    /** Two variants, one a thousand times as slow, and one that has not begun: 0.5 s + 500 s + 1000 * (501 / 1000) s, on two threads. */
    @Test
    void theTimeLeftGoesByTheSpeedOfEachVariant() {
        List<RunJob> jobs = List.of(job("fast", 1, 500, 0.5), job("slow", 1, 500, 500.5), job("new", 1, 0, 0));
        List<Double> left = new ArrayList<>();
        RunReport report = new RunReport(jobs, null, 2, new ProgressListener() {
            @Override
            public void update(double fraction, String text) {}

            @Override
            public void left(double seconds) {
                left.add(seconds);
            }
        });
        report.begin();
        report.end();
        assertThat(left).isNotEmpty();
        assertThat(left.get(0)).isCloseTo((0.5 + 500.5 + 501.0) / 2, Offset.offset(1e-9));
    }

    /** The first seed of all variants comes before the second one of any. */
    @Test
    void variantsTakeTurnsSeedBySeed() {
        Ablation.forget();
        List<String> begun = new ArrayList<>();
        new Ablation(CONFIG.withNumEnvs(1).withTotalSteps(128).withMinibatchSize(64))
                .variant("a", c -> c)
                .variant("b", c -> c.withEpochs(1))
                .task("short", () -> new TimeLimit(new CartPole(), 50))
                .seeds(3, 1)
                .threads(1)
                .each((run, update) -> begun.add(run.log().variant() + run.log().seed()))
                .run();
        assertThat(begun).containsExactly("a3", "b3", "a1", "b1");
    }
}
