package proximal.experiment;

import java.nio.file.Path;
import proximal.policy.ActorCriticFactory;
import proximal.policy.PerceptronConfig;
import proximal.training.TrainingConfig;

/** The program that {@link KilledAblationTest} kills. */
final class KilledAblation {
    private KilledAblation() {}

    /** Trains what is missing in the store that the argument names; says when it begins and when all is done. */
    public static void main(String[] arguments) {
        TrainingConfig config = TrainingConfig.withDefaults()
                .withNumEnvs(2)
                .withRolloutSteps(64)
                .withMinibatchSize(64)
                .withLearningRate(0.01)
                .withTotalSteps(60 * 2 * 64)
                .withNormalizeObservations(true)
                .withNormalizeRewards(true)
                .withNetwork(ActorCriticFactory.perceptron(
                        PerceptronConfig.withDefaults().withHiddenSizes(16)));
        new Ablation(config)
                .variant("clip", c -> c)
                .variant("mine", c -> c.withSurrogate((ratio, advantage) -> Math.min(ratio, 1.5) * advantage))
                .variant(
                        "faulty",
                        c -> c.withSurrogate((ratio, advantage) -> ratio > 1.6 ? Double.NaN : ratio * advantage))
                .task("CartPole-v1")
                .task("Pendulum-v1")
                .seeds(1, 2)
                .threads(2)
                .store(Path.of(arguments[0]))
                .checkpointEvery(3)
                .progress(new ProgressListener() {
                    @Override
                    public void begin(double fraction) {
                        System.out.println("begun");
                    }

                    @Override
                    public void update(double fraction, String text) {}
                })
                .run();
        System.out.println("done");
    }
}
