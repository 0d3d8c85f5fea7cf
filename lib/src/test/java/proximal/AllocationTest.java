package proximal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import proximal.environment.ClassicControl;
import proximal.environment.SplitMix64;
import proximal.environment.VectorEnvironment;
import proximal.policy.ActionDistribution;
import proximal.policy.ActorCritic;
import proximal.policy.ActorCriticFactory;
import proximal.policy.Categorical;
import proximal.policy.DiagonalGaussian;
import proximal.policy.PerceptronConfig;
import proximal.rollout.Rollout;
import proximal.rollout.RolloutCollector;
import proximal.surrogate.ClippedSurrogate;
import proximal.surrogate.ValueLoss;
import proximal.update.MinibatchDescent;
import proximal.update.Objective;
import proximal.update.PolicyDivergence;

/**
 * Collecting, updating and the passes of a network allocate nothing, by the thread's counter of bytes. The code itself has no
 * allocation; vectors leave the heap only once the compiler has seen all that happens to them, and what it makes of a loop
 * hangs on what the JVM ran before. So this is measured in JVMs that run nothing else, and the least of some counts.
 */
class AllocationTest {
    @Test
    void theLoopsOfATrainingAllocateNothing() throws Exception {
        Map<String, Double> least = new TreeMap<>(measured());
        for (int jvm = 1; jvm < 3 && least.values().stream().anyMatch(bytes -> bytes >= 1); jvm++) {
            measured().forEach((what, bytes) -> least.merge(what, bytes, Math::min));
        }
        assertThat(least.keySet()).containsExactly("CartPole-v1", "Pendulum-v1", "network");
        assertThat(least).allSatisfy((what, bytes) -> assertThat(bytes).as(what).isLessThan(1));
    }

    private static Map<String, Double> measured() throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Loops.class.getName());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<String, Double> bytes = new TreeMap<>();
        for (String line : process.inputReader().lines().toList()) {
            String[] words = line.split(" ");
            bytes.put(words[0], Double.parseDouble(words[1]));
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return bytes;
    }

    /** What each JVM runs: a line for each loop, its name and the bytes that one call allocates. */
    static final class Loops {
        private Loops() {}

        public static void main(String[] arguments) {
            System.out.println("CartPole-v1 " + leastBytes(training("CartPole-v1", new Categorical(2))));
            System.out.println("Pendulum-v1 " + leastBytes(training("Pendulum-v1", new DiagonalGaussian(1))));
            System.out.println("network " + leastBytes(passes()));
        }

        private static Runnable training(String task, ActionDistribution distribution) {
            VectorEnvironment environments = new VectorEnvironment(() -> ClassicControl.make(task), 4, 1);
            ActorCritic network = network(environments.observationSpace().size(), distribution);
            Rollout rollout = new Rollout(32, 4, environments.observationSpace().size(), distribution);
            RolloutCollector collector = new RolloutCollector(environments, network);
            MinibatchDescent rule =
                    new MinibatchDescent(network, 128, 32, 4, true, 0.5, Double.POSITIVE_INFINITY, 1e-5);
            PolicyDivergence finalKl = new PolicyDivergence(network, rollout.size());
            Objective objective = new Objective(new ClippedSurrogate(0.2), ValueLoss.squaredError(), 0.5, 0.01, 0, 0.2);
            RolloutCollector.EpisodeListener listener = (env, steps, episodeReturn, length, truncated) -> {};
            SplitMix64 random = new SplitMix64(5);
            return () -> {
                collector.collect(rollout, random, listener);
                rule.update(network, rollout, objective, 1e-9, random);
                finalKl.measure(network, rollout);
            };
        }

        /** Forward, backward and tangent, and evaluations of fewer rows. */
        private static Runnable passes() {
            int n = 100;
            ActorCritic network = network(17, new DiagonalGaussian(6));
            SplitMix64 random = new SplitMix64(1);
            float[] observations = gaussian(random, n * 17);
            float[] distributionGradient = gaussian(random, n * 12);
            float[] valueGradient = gaussian(random, n);
            float[] distributionParameters = new float[n * 12];
            float[] values = new float[n];
            return () -> {
                network.forward(observations, n, distributionParameters, values);
                network.backward(distributionGradient, valueGradient);
                network.tangent(network.gradient(), distributionParameters);
                network.parametersChanged();
                network.evaluate(observations, 8, distributionParameters, values);
                network.evaluate(observations, 1, distributionParameters, values);
            };
        }

        private static ActorCritic network(int observationSize, ActionDistribution distribution) {
            return ActorCriticFactory.perceptron(PerceptronConfig.withDefaults())
                    .create(observationSize, distribution, 1);
        }

        private static float[] gaussian(SplitMix64 random, int size) {
            float[] numbers = new float[size];
            for (int i = 0; i < size; i++) {
                numbers[i] = (float) random.nextGaussian();
            }
            return numbers;
        }

        /** The least over trials of 100 calls: the compiler is done only after some. */
        private static double leastBytes(Runnable work) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            double least = Double.POSITIVE_INFINITY;
            for (int trial = 0; trial < 100 && least >= 1; trial++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int call = 0; call < 100; call++) {
                    work.run();
                }
                least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / 100.0);
            }
            return least;
        }
    }
}
