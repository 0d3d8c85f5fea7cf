package proximal.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import proximal.environment.ClassicControl;
import proximal.policy.ProductsBenchmark;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;

/**
 * Whole training on CartPole-v1: 8 environments of 128 steps, 4 epochs, minibatches of 256, 500,000 steps. Prints a line of
 * figures.
 */
final class TrainingSpeed {
    private static final long TOTAL_STEPS = 500_000;
    private static final long WARM_UP_STEPS = 100_000;
    private static final int PRODUCTS = 40;
    private static final int WINDOWS = 31;
    private static final long WINDOW_MILLISECONDS = 250;

    /** The heap of the JVM that trains. */
    static final int HEAP_MIB = 64;

    private TrainingSpeed() {}

    /** Takes "one", "two" or "turns". */
    public static void main(String[] arguments) throws Exception {
        double[] figures =
                switch (arguments[0]) {
                    case "one" -> sideBySide(1);
                    case "two" -> sideBySide(2);
                    case "turns" -> new double[] {twoOverOneInTurns()};
                    default -> throw new IllegalArgumentException("one, two or turns but was " + arguments[0]);
                };
        System.out.println(Arrays.stream(figures)
                .mapToObj(figure -> String.format(Locale.ROOT, "%.6g", figure))
                .collect(Collectors.joining(" ")));
    }

    private static TrainingConfig config(long totalSteps) {
        return TrainingConfig.withDefaults()
                .withNumEnvs(8)
                .withMinibatchSize(256)
                .withTotalSteps(totalSteps);
    }

    private static TrainingRun run(long seed, long totalSteps) {
        return new TrainingRun(() -> ClassicControl.make("CartPole-v1"), "speed", config(totalSteps), seed);
    }

    /**
     * Several seeds, one thread each: environment steps per second after the first 100,000 steps (the warm-up of the JVM),
     * and with them; and for a seed alone, after the warm-up, the speed on a core that gives 60 GFlop/s in the product of two
     * 64x64 matrices, which is measured between the updates and left out of the time.
     */
    private static double[] sideBySide(int seeds) throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(seeds);
        List<Callable<Timing>> tasks = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            long own = seed;
            tasks.add(() -> train(own, seeds == 1));
        }
        List<Timing> timings = new ArrayList<>();
        for (Future<Timing> future : executor.invokeAll(tasks)) {
            timings.add(future.get());
        }
        executor.shutdown();
        // From the first run's beginning to the last one's end: a run that is alone for a while does not count in its
        // favour.
        long end = timings.stream().mapToLong(t -> t.end).max().orElseThrow();
        long begin = timings.stream().mapToLong(t -> t.begin).min().orElseThrow();
        long warm = timings.stream().mapToLong(t -> t.warm).min().orElseThrow();
        long products = timings.get(0).productNanoseconds;
        long steps = timings.stream().mapToLong(t -> t.steps).sum();
        long warmSteps = timings.stream().mapToLong(t -> t.warmSteps).sum();
        return new double[] {
            warmSteps / ((end - warm - products) * 1e-9),
            steps / ((end - begin - products) * 1e-9),
            warmSteps / timings.get(0).secondsAt60
        };
    }

    /** When a run began, was warm and ended; its steps since it was warm, and all; and what the products say of the core. */
    private static final class Timing {
        long begin;
        long warm;
        long end;
        long warmSteps;
        long steps;
        long productNanoseconds;
        double secondsAt60;
    }

    private static Timing train(long seed, boolean alone) {
        ProductsBenchmark bare = new ProductsBenchmark();
        Timing timing = new Timing();
        timing.begin = System.nanoTime();
        try (TrainingRun run = run(seed, TOTAL_STEPS)) {
            while (!run.finished()) {
                long begin = System.nanoTime();
                timing.steps = run.update().steps();
                timing.end = System.nanoTime();
                if (timing.steps < WARM_UP_STEPS) {
                    timing.warm = timing.end;
                    timing.warmSteps = -timing.steps;
                } else if (alone) {
                    for (int i = 0; i < PRODUCTS; i++) {
                        bare.product();
                    }
                    long products = System.nanoTime() - timing.end;
                    timing.productNanoseconds += run.finished() ? 0 : products;
                    double speed = PRODUCTS * ProductsBenchmark.PRODUCT_OPERATIONS / products;
                    timing.secondsAt60 += (timing.end - begin) * 1e-9 * speed / 60;
                }
            }
            timing.warmSteps += timing.steps;
            return timing;
        }
    }

    /**
     * Two seeds side by side over one alone, in turns of a quarter of a second: the second run rests in every other turn.
     * Neighbours slow the cores down for longer than a turn, so both sides of a ratio see the same; the median of the ratios.
     */
    private static double twoOverOneInTurns() throws InterruptedException, ExecutionException {
        AtomicLongArray steps = new AtomicLongArray(2);
        Semaphore second = new Semaphore(1);
        ExecutorService executor = Executors.newFixedThreadPool(2);
        List<Future<?>> runs = List.of(
                executor.submit(() -> endless(0, steps, new Semaphore(1))),
                executor.submit(() -> endless(1, steps, second)));
        while (steps.get(0) < WARM_UP_STEPS || steps.get(1) < WARM_UP_STEPS) {
            Thread.sleep(1);
        }
        double[] ratios = new double[WINDOWS];
        for (int w = 0; w < WINDOWS; w++) {
            double both = speed(steps);
            second.acquire();
            ratios[w] = both / speed(steps);
            second.release();
        }
        executor.shutdownNow();
        for (Future<?> run : runs) {
            run.get();
        }
        Arrays.sort(ratios);
        return ratios[WINDOWS / 2];
    }

    private static double speed(AtomicLongArray steps) throws InterruptedException {
        long begin = System.nanoTime();
        long before = steps.get(0) + steps.get(1);
        Thread.sleep(WINDOW_MILLISECONDS);
        return (steps.get(0) + steps.get(1) - before) / ((System.nanoTime() - begin) * 1e-9);
    }

    private static void endless(int index, AtomicLongArray steps, Semaphore turn) {
        try (TrainingRun run = run(index + 1, 100_000_000)) {
            while (!Thread.currentThread().isInterrupted()) {
                turn.acquire();
                run.update();
                turn.release();
                steps.addAndGet(index, run.rollout().size());
            }
        } catch (InterruptedException | CancellationException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a program in a JVM of its own with the small heap and returns the figures of its line. */
    static double[] inOwnJvm(Class<?> program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-Xmx" + HEAP_MIB + "m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    program.getSimpleName() + " " + String.join(" ", arguments) + " failed: " + output);
        }
        return Arrays.stream(output.trim().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
