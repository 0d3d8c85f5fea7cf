package proximal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import proximal.environment.ClassicControl;
import proximal.policy.DjlActorCritic;
import proximal.record.RunLog;
import proximal.update.UpdateRecord;

/** TRPO through the whole loop. */
class TrustRegionTrainingTest {
    private static final TrainingConfig TRPO = Algorithms.named("trpo").withRecordFinalKl(true);

    @Test
    void learnsAndEveryUpdateStaysWithinTheRadius() {
        RunLog log = TrainingRun.train("CartPole-v1", TRPO.withTotalSteps(30_720), 1);
        assertThat(log.updates()).hasSize(15);
        for (UpdateRecord update : log.updates()) {
            assertThat(update.get("kl")).isPositive().isLessThanOrEqualTo(0.01 * (1 + 1e-6));
            // The fit of the values, which comes after the step, leaves the policy alone.
            assertThat(update.get("finalKl")).isCloseTo(update.get("kl"), within(1e-8));
            assertThat(update.get("stepFraction")).isPositive();
            assertThat(update.get("improvement")).isPositive();
            assertThat(update.get("epochs")).isEqualTo(1);
            assertThat(update.get("effectiveSampleSize")).isBetween(1800.0, 2048.0);
        }
        assertThat(log.updates().get(14).get("episodeReturn"))
                .isGreaterThan(5 * log.updates().get(0).get("episodeReturn"));
    }

    @Test
    void sameSeedGivesTheSameBitsOnEitherEngine() {
        TrainingConfig fused = TRPO.withRolloutSteps(64).withTotalSteps(3 * 256);
        TrainingConfig djl = fused.withNetwork(DjlActorCritic.perceptron(true, 16));
        for (TrainingConfig config : new TrainingConfig[] {fused, djl}) {
            float[] first = parametersAfterTraining(config);
            assertThat(parametersAfterTraining(config)).isEqualTo(first);
        }
    }

    private static float[] parametersAfterTraining(TrainingConfig config) {
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("Pendulum-v1"), "test", config, 5)) {
            while (!run.finished()) {
                run.update();
            }
            return run.network().parameters().clone();
        }
    }

    @Test
    void numberOfLiveArraysStaysConstantOnDjl() {
        TrainingConfig config =
                TRPO.withRolloutSteps(64).withTotalSteps(5 * 256).withNetwork(DjlActorCritic.perceptron(false, 16));
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "test", config, 1)) {
            run.update();
            DjlActorCritic network = (DjlActorCritic) run.network();
            int arrays = network.liveArrays();
            int inDjl = DjlArrays.live();
            for (int i = 0; i < 4; i++) {
                run.update();
                assertThat(network.liveArrays()).isEqualTo(arrays);
                assertThat(DjlArrays.live()).isEqualTo(inDjl);
            }
        }
    }
}
