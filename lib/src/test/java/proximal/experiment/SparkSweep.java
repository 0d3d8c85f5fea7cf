package proximal.experiment;

import java.nio.file.Path;
import java.util.function.Supplier;
import proximal.environment.CartPole;
import proximal.environment.Environment;
import proximal.environment.TimeLimit;
import proximal.policy.ActorCriticFactory;
import proximal.policy.PerceptronConfig;
import proximal.surrogate.Surrogate;
import proximal.training.TrainingConfig;

/** The sweep that the tests of Spark run, also as a program of its own. */
final class SparkSweep {
    /** A surrogate that can travel; it fails where the ratio gets above its cap, if that is negative. */
    record Capped(double cap) implements Surrogate {
        @Override
        public double objective(double ratio, double advantage) {
            return cap < 0 && ratio > -cap ? Double.NaN : Math.min(ratio, Math.abs(cap)) * advantage;
        }
    }

    /** A task that can travel. */
    record ShortCartPole(int steps) implements Supplier<Environment> {
        @Override
        public Environment get() {
            return new TimeLimit(new CartPole(), steps);
        }
    }

    private SparkSweep() {}

    static TrainingConfig config(int updates) {
        return TrainingConfig.withDefaults()
                .withNumEnvs(2)
                .withRolloutSteps(64)
                .withMinibatchSize(64)
                .withLearningRate(0.01)
                .withTotalSteps(updates * 2L * 64)
                .withNormalizeObservations(true)
                .withNetwork(ActorCriticFactory.perceptron(
                        PerceptronConfig.withDefaults().withHiddenSizes(16)));
    }

    /** Eight runs, two of which fail. */
    static Ablation sweep(int updates) {
        return new Ablation(config(updates))
                .variants(new Sweep().choices("clipRange", 0.1, 0.3).grid())
                .variant("capped", c -> c.withSurrogate(new Capped(1.5)))
                .variant("faulty", c -> c.withSurrogate(new Capped(-1.05)))
                .task("Pendulum-v1")
                .task("short", new ShortCartPole(100))
                .seeds(1)
                .checkpointEvery(10)
                .progress(new ProgressListener() {
                    @Override
                    public void update(double fraction, String text) {}

                    @Override
                    public void note(String line) {}
                });
    }

    /** Runs the sweep on Spark in this JVM, into the store that the argument names, and says when it begins. */
    public static void main(String[] arguments) {
        sweep(Integer.parseInt(arguments[1]))
                .store(Path.of(arguments[0]))
                .on(SparkRunner.at("local[2]"))
                .progress(new ProgressListener() {
                    @Override
                    public void update(double fraction, String text) {
                        System.out.println(text);
                    }

                    @Override
                    public void note(String line) {}
                })
                .run();
    }
}
