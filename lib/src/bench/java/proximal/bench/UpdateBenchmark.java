package proximal.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import proximal.environment.SplitMix64;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.policy.Categorical;
import proximal.policy.DiagonalGaussian;
import proximal.policy.DjlActorCritic;
import proximal.policy.PerceptronConfig;
import proximal.rollout.Rollout;
import proximal.surrogate.ClippedSurrogate;
import proximal.surrogate.ValueLoss;
import proximal.update.Diagnostics;
import proximal.update.MinibatchDescent;
import proximal.update.Objective;

/**
 * One whole minibatch update, as training does it: gathering the samples, normalising advantages, forward, loss and
 * diagnostics, backward, clipping, Adam; and the evaluation of a batch. Two tanh layers of 64 units each for policy and value.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class UpdateBenchmark {

    /** A network of one of the engines. */
    private abstract static class Setting {
        final SplitMix64 random = new SplitMix64(1);
        int n;
        ActorCritic network;

        /** A size is observation, action (discrete where it begins with d), samples. */
        void make(String engine, String size) {
            String[] numbers = size.split("-");
            n = Integer.parseInt(numbers[2]);
            ActionDistribution distribution = numbers[1].startsWith("d")
                    ? new Categorical(Integer.parseInt(numbers[1].substring(1)))
                    : new DiagonalGaussian(Integer.parseInt(numbers[1]));
            ActorCriticFactory factory = engine.equals("djl")
                    ? DjlActorCritic.perceptron(false, 64, 64)
                    : ActorCriticFactory.perceptron(PerceptronConfig.withDefaults());
            network = factory.create(Integer.parseInt(numbers[0]), distribution, 1);
        }

        void fill(float[] numbers) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) random.nextGaussian();
            }
        }

        /** Frees the network. */
        @TearDown
        public void close() {
            network.close();
        }
    }

    /** A rollout that is one minibatch. */
    @State(Scope.Thread)
    public static class Update extends Setting {
        /** The engine. */
        @Param({"fused", "djl"})
        public String engine;

        /** The size. */
        @Param({"17-6-64", "17-6-256", "17-6-2048", "4-d2-256"})
        public String size;

        private Rollout rollout;
        private MinibatchDescent rule;
        private Objective objective;

        /** Makes network and rollout. */
        @Setup
        public void setUp() {
            make(engine, size);
            ActionDistribution distribution = network.distribution();
            rollout = new Rollout(n, 1, network.observationSize(), distribution);
            fill(rollout.observations);
            fill(rollout.advantages);
            fill(rollout.valueTargets);
            network.evaluate(rollout.observations, n, rollout.oldParameters, rollout.values);
            distribution.sample(rollout.oldParameters, n, random, rollout.actions);
            distribution.logProb(rollout.oldParameters, rollout.actions, n, rollout.oldLogProb);
            rule = new MinibatchDescent(network, n, n, 1, true, 0.5, Double.POSITIVE_INFINITY, 1e-5);
            objective = new Objective(new ClippedSurrogate(0.2), ValueLoss.squaredError(), 0.5, 0.01, 0, 0.2);
        }
    }

    /** Evaluations of several sizes. */
    @State(Scope.Thread)
    public static class Inference extends Setting {
        /** The engine. */
        @Param({"fused", "djl"})
        public String engine;

        /** The size. */
        @Param({"17-6-1", "17-6-8", "17-6-64"})
        public String size;

        private float[] observations;
        private float[] parameters;
        private float[] values;

        /** Makes network and batch. */
        @Setup
        public void setUp() {
            make(engine, size);
            observations = new float[n * network.observationSize()];
            parameters = new float[n * network.distribution().parameterSize()];
            values = new float[n];
            fill(observations);
        }
    }

    /**
     * A minibatch update.
     *
     * @param s network and rollout
     * @return what was measured
     */
    @Benchmark
    public Diagnostics update(Update s) {
        // So small a step that the network stays what it is, however long the benchmark runs.
        return s.rule.update(s.network, s.rollout, s.objective, 1e-12, s.random);
    }

    /**
     * The evaluation of a batch.
     *
     * @param s network and batch
     * @return the values
     */
    @Benchmark
    public float[] evaluate(Inference s) {
        s.network.evaluate(s.observations, s.n, s.parameters, s.values);
        return s.values;
    }
}
