package proximal.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import proximal.environment.ClassicControl;
import proximal.experiment.TrainingConfig;
import proximal.experiment.TrainingRun;

/**
 * Whole training on CartPole-v1: 8 environments of 128 steps, 4 epochs, minibatches of 256, 500,000 steps. Prints a line of
 * figures: environment steps per second after the first 100,000 steps (the warm-up of the JVM), and with them.
 */
final class TrainingSpeed {
    private static final long TOTAL_STEPS = 500_000;
    private static final long WARM_UP_STEPS = 100_000;

    /** The heap of the JVM that trains. */
    static final int HEAP_MIB = 64;

    private TrainingSpeed() {}

    /** Takes the number of seeds that train side by side, one thread each. */
    public static void main(String[] arguments) throws Exception {
        int runs = Integer.parseInt(arguments[0]);
        TrainingConfig config = TrainingConfig.withDefaults()
                .withNumEnvs(8)
                .withMinibatchSize(256)
                .withTotalSteps(TOTAL_STEPS);
        ExecutorService executor = Executors.newFixedThreadPool(runs);
        List<Callable<double[]>> tasks = new ArrayList<>();
        for (int seed = 1; seed <= runs; seed++) {
            long own = seed;
            tasks.add(() -> train(config, own));
        }
        double warm = 0;
        double whole = 0;
        for (Future<double[]> speed : executor.invokeAll(tasks)) {
            warm += speed.get()[0];
            whole += speed.get()[1];
        }
        executor.shutdown();
        System.out.printf(Locale.ROOT, "%.0f %.0f%n", warm, whole);
    }

    /** Runs this program in a JVM of its own and returns its two figures. */
    static double[] inOwnJvm(int runs) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "-Xmx" + HEAP_MIB + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrainingSpeed.class.getName(),
                        String.valueOf(runs))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("training with " + runs + " seeds failed: " + output);
        }
        return Arrays.stream(output.trim().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static double[] train(TrainingConfig config, long seed) {
        long begin = System.nanoTime();
        long warmBegin = begin;
        long warmSteps = 0;
        try (TrainingRun run = new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "speed", config, seed)) {
            while (!run.finished()) {
                long steps = run.update().steps();
                if (warmSteps == 0 && steps >= WARM_UP_STEPS) {
                    warmSteps = steps;
                    warmBegin = System.nanoTime();
                }
            }
            double end = System.nanoTime();
            return new double[] {
                (TOTAL_STEPS - warmSteps) / ((end - warmBegin) * 1e-9), TOTAL_STEPS / ((end - begin) * 1e-9)
            };
        }
    }
}
