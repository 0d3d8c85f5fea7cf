package proximal.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
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
import org.openjdk.jmh.annotations.Warmup;
import proximal.policy.ActionDistribution;
import proximal.policy.PerceptronActorCritic;
import proximal.policy.PerceptronConfig;
import proximal.update.Adam;

/**
 * The fused engine without a loss: forward, backward, clipping and Adam of one minibatch, and the evaluation of a batch. Two
 * tanh layers of 64 units for policy and for value.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class PerceptronBenchmark {

    /** Updates of several sizes; a size names observation, outputs of the policy, free log standard deviations, samples. */
    @State(Scope.Thread)
    public static class Update extends Setting {
        /** The size. */
        @Param({"17-6-6-64", "17-6-6-256", "17-6-6-2048", "4-2-0-256"})
        public String sizes;

        /** Makes network and batch. */
        @Setup
        public void setUp() {
            make(sizes);
        }
    }

    /** Evaluations of several sizes. */
    @State(Scope.Thread)
    public static class Inference extends Setting {
        /** The size. */
        @Param({"17-6-6-1", "17-6-6-8", "17-6-6-64"})
        public String sizes;

        /** Makes network and batch. */
        @Setup
        public void setUp() {
            make(sizes);
        }
    }

    /**
     * A minibatch step but for the loss.
     *
     * @param s network and batch
     */
    @Benchmark
    public void update(Update s) {
        s.network.forward(s.observations, s.n, s.distributionParameters, s.values);
        s.network.backward(s.distributionGradient, s.valueGradient);
        // So small a step that the network stays what it is, however long the benchmark runs.
        s.adam.step(s.network.parameters(), s.network.gradient(), 1e-12, 0.5);
        s.network.parametersChanged();
    }

    /**
     * The evaluation of a batch.
     *
     * @param s network and batch
     */
    @Benchmark
    public void evaluate(Inference s) {
        s.network.evaluate(s.observations, s.n, s.distributionParameters, s.values);
    }

    /** A network and a random batch. */
    private abstract static class Setting {
        int n;
        PerceptronActorCritic network;
        Adam adam;
        float[] observations;
        float[] distributionParameters;
        float[] values;
        float[] distributionGradient;
        float[] valueGradient;

        void make(String sizes) {
            String[] numbers = sizes.split("-");
            int observationSize = Integer.parseInt(numbers[0]);
            int freeLogStd = Integer.parseInt(numbers[2]);
            int parameterSize = Integer.parseInt(numbers[1]) + freeLogStd;
            n = Integer.parseInt(numbers[3]);
            network = new PerceptronActorCritic(
                    observationSize, new OutputsOnly(parameterSize), freeLogStd, PerceptronConfig.withDefaults(), 1);
            adam = new Adam(network.parameters().length);
            Random random = new Random(1);
            observations = gaussian(random, n * observationSize);
            distributionParameters = new float[n * parameterSize];
            values = new float[n];
            distributionGradient = gaussian(random, n * parameterSize);
            valueGradient = gaussian(random, n);
        }
    }

    private static float[] gaussian(Random random, int size) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** A family of distributions of which only the size is asked for. */
    private record OutputsOnly(int parameterSize) implements ActionDistribution {
        @Override
        public int actionSize() {
            return parameterSize;
        }

        @Override
        public void sample(float[] parameters, int n, RandomGenerator random, float[] actions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void mode(float[] parameters, int n, float[] actions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void logProb(float[] parameters, float[] actions, int n, float[] logProb) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void entropy(float[] parameters, int n, float[] entropy) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void kl(float[] p, float[] q, int n, float[] kl) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void backward(
                float[] parameters,
                float[] actions,
                float[] oldParameters,
                int n,
                float[] logProbGradient,
                double entropyGradient,
                double klGradient,
                float[] parameterGradient) {
            throw new UnsupportedOperationException();
        }
    }
}
