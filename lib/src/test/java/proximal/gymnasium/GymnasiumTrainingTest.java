package proximal.gymnasium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proximal.environment.Environment;
import proximal.experiment.Ablation;
import proximal.policy.ConvolutionFactory;
import proximal.record.RunLog;
import proximal.training.Evaluation;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;

/** Whole runs over the bridge. */
@NeedsGymnasium
class GymnasiumTrainingTest {
    private static final String MODULE = "lib.src.test.python.gymnasium_tasks";
    private static final TrainingConfig SMALL = TrainingConfig.withDefaults()
            .withNumEnvs(4)
            .withRolloutSteps(64)
            .withMinibatchSize(64)
            .withTotalSteps(256 * 4);

    /** A forbidden action is an error there. */
    @Test
    void masksOfPythonForbidActions() {
        for (boolean several : new boolean[] {false, true}) {
            Gymnasium task = Gymnasium.of(MODULE + ":Asked-v0").withArguments(Map.of("several", several));
            try (TrainingRun run = new TrainingRun(task, "test", SMALL, 1)) {
                while (!run.finished()) {
                    run.update();
                }
                assertThat(Evaluation.withDefaults().of(run.policy(), task)).hasSize(10);
            }
            assertThat(Evaluation.withDefaults().ofRandomActions(task)).allMatch(e -> e.length() == 20);
        }
    }

    @Test
    void aConvolutionTakesImages() {
        Gymnasium task = Gymnasium.of(MODULE + ":Echo-v0")
                .withArguments(Map.of(
                        "observation",
                        "spaces.Box(0, 255, (10, 10, 2), np.uint8)",
                        "action",
                        "spaces.Discrete(2)",
                        "after",
                        "self.observation_space.sample()"));
        TrainingConfig config =
                SMALL.withNetwork(ConvolutionFactory.minAtar(task.spaces().observationShape()));
        try (TrainingRun run = new TrainingRun(task, "test", config.withTotalSteps(256), 1)) {
            assertThat(run.update().get("explainedVariance")).isNotNull();
        }
    }

    @Test
    void theSameSeedGivesTheSameRunFromTheStoreToo(@TempDir Path folder) {
        Ablation.forget();
        List<RunLog> first = ablation(folder).run();
        Ablation.forget();
        List<RunLog> again = ablation(folder).run();
        assertThat(again.get(0).updates().get(3).get("policyLoss"))
                .isEqualTo(first.get(0).updates().get(3).get("policyLoss"));
        assertThat(first.get(0).task()).isEqualTo("gymnasium:CartPole-v1");
        assertThat(first.get(0).failure()).isEmpty();
    }

    private static Ablation ablation(Path folder) {
        return new Ablation(SMALL)
                .variant("ppo", c -> c)
                .task("gymnasium:CartPole-v1")
                .seeds(1)
                .store(folder);
    }

    @Test
    void anInterruptedRunSaysThatItBeginsAnew(@TempDir Path folder) {
        Ablation ablation = new Ablation(SMALL.withTotalSteps(256 * 4000))
                .variant("ppo", c -> c)
                .task("gymnasium:CartPole-v1")
                .seeds(1)
                .store(folder);
        Thread user = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        ablation.progress((share, text) -> {
            if (share > 0.002 && done.compareAndSet(false, true)) {
                user.interrupt();
            }
        });
        assertThatThrownBy(ablation::run)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining(
                        "and checkpoints of 0; run it again to go on, but for 1 begun anew, whose environments"
                                + " cannot give their state");
        try (Environment environment = Gymnasium.of("CartPole-v1").get()) {
            assertThatThrownBy(environment::state).hasMessageContaining("cannot give its state");
        }
    }
}
