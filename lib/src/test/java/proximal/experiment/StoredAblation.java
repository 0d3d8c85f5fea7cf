package proximal.experiment;

import java.nio.file.Path;
import proximal.policy.ActorCriticFactory;
import proximal.policy.PerceptronConfig;
import proximal.training.TrainingConfig;

/** A program that trains what is missing in a store; {@link ReplayTest} runs it in JVMs of other kinds. */
final class StoredAblation {
    private StoredAblation() {}

    static Ablation ablation() {
        TrainingConfig config = TrainingConfig.withDefaults()
                .withNumEnvs(2)
                .withRolloutSteps(64)
                .withMinibatchSize(64)
                .withLearningRate(0.01)
                .withTotalSteps(10 * 2 * 64)
                .withNetwork(ActorCriticFactory.perceptron(
                        PerceptronConfig.withDefaults().withHiddenSizes(17)));
        return new Ablation(config)
                .variant("clip", c -> c)
                .variant("mine", c -> c.withSurrogate((ratio, advantage) -> Math.min(ratio, 1.5) * advantage))
                .task("CartPole-v1")
                .task("Pendulum-v1");
    }

    /** Trains into the store that the argument names, and prints the last line of the progress. */
    public static void main(String[] arguments) {
        String[] last = {""};
        ablation()
                .store(Path.of(arguments[0]))
                .progress((fraction, text) -> last[0] = text)
                .run();
        System.out.println(last[0]);
    }
}
