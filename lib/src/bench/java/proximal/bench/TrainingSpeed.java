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
        List<Callable<long[]>> tasks = new ArrayList<>();
        for (int seed = 1; seed <= runs; seed++) {
            long own = seed;
            tasks.add(() -> train(config, own));
        }
        long steps = 0;
        long warmSteps = 0;
        long begin = Long.MAX_VALUE;
        long warmBegin = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (Future<long[]> future : executor.invokeAll(tasks)) {
            long[] run = future.get();
            begin = Math.min(begin, run[0]);
            warmBegin = Math.min(warmBegin, run[1]);
            end = Math.max(end, run[2]);
            warmSteps += run[3];
            steps += run[4];
        }
        executor.shutdown();
        // From the first run's beginning to the last one's end: a run that is alone for a while does not count in its
        // favour.
        System.out.printf(
                Locale.ROOT, "%.0f %.0f%n", warmSteps / ((end - warmBegin) * 1e-9), steps / ((end - begin) * 1e-9));
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

    /** When it began, when it was warm, when it ended; the steps since it was warm, and all. */
    private static long[] train(TrainingConfig config, long seed) {
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
            long steps = run.log().updates().get(run.updates() - 1).steps();
            return new long[] {begin, warmBegin, System.nanoTime(), steps - warmSteps, steps};
        }
    }
}
