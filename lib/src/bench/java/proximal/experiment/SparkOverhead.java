package proximal.experiment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import proximal.record.RunLog;
import proximal.training.TrainingConfig;

/**
 * What Spark costs: the same runs on two threads and on {@code local[2]} in turns, the time of a task that does next to nothing, the
 * size of a result, and the memory of a driver with the results of 10,000 runs; and from these an estimate on paper for 10,000 runs
 * on 1,000 cores. The arguments are the number of steps of a run that is timed and of one whose result is kept.
 */
final class SparkOverhead {
    private static final int RUNS = 10_000;
    private static final int CORES = 1000;
    private static final int TINY = 300;

    private SparkOverhead() {}

    private static double seconds(Ablation ablation) {
        Ablation.forget();
        long begin = System.nanoTime();
        ablation.run();
        return (System.nanoTime() - begin) * 1e-9;
    }

    private static Ablation ablation(long steps, int seeds) {
        long[] numbers = new long[seeds];
        for (int i = 0; i < seeds; i++) {
            numbers[i] = i + 1;
        }
        return new Ablation(TrainingConfig.withDefaults().withTotalSteps(steps))
                .variant("ppo", c -> c)
                .task("CartPole-v1")
                .seeds(numbers)
                .threads(2)
                .progress((fraction, text) -> {});
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    public static void main(String[] arguments) throws IOException {
        long steps = Long.parseLong(arguments[0]);
        long keptSteps = Long.parseLong(arguments[1]);
        SparkRunner two = SparkRunner.at("local[2]");
        seconds(ablation(steps / 10, 2).on(two)); // warm
        double here = 0;
        double there = 0;
        for (int round = 0; round < 3; round++) {
            here += seconds(ablation(steps, 4));
            there += seconds(ablation(steps, 4).on(two));
        }
        System.out.printf(
                "4 runs of %d steps, 3 rounds: %.1f s a run on two threads, %.1f s on Spark with its start and end: %+.1f %%%n",
                steps, here / 6, there / 6, 100 * (there / here - 1));
        double empty = seconds(ablation(512, 2).on(two));
        double tinyHere = seconds(ablation(512, TINY));
        double tinyThere = seconds(ablation(512, TINY).on(two));
        double perTask = 2 * (tinyThere - empty - tinyHere) / TINY; // of each of the two threads
        System.out.printf(
                "a context with two runs of one update: %.1f s; a task costs %.1f ms more than a run%n",
                empty, 1000 * perTask);
        RunJob[] job = {null};
        RunLog log = ablation(keptSteps, 1).run().get(0);
        RunIdentity identity = new RunIdentity(log.task(), log.variant(), log.seed(), Map.of());
        job[0] = new RunJob(identity, null, TrainingConfig.withDefaults().withTotalSteps(keptSteps), null, null);
        RunResult result = RunResult.of(job[0], log);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(result);
        }
        System.out.printf(
                "a result of %d updates and %d episodes: %d kB on the wire, without the state before its last updates%n",
                log.updates().size(), log.episodes().size(), bytes.size() / 1000);
        long before = usedBytes();
        List<RunLog> kept = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < RUNS; i++) {
            kept.add(result.log(identity, job[0].config.network()));
        }
        double reading = (System.nanoTime() - begin) * 1e-9 / RUNS;
        System.out.printf(
                "%d such results in the driver: %d MB, read in %.1f ms each%n",
                kept.size(), (usedBytes() - before) / 1_000_000, 1000 * reading);
        double run = here / 6;
        double busiest = RUNS * Math.max(reading, perTask);
        System.out.printf(
                "on paper, %d runs of %.0f s on %d cores: %.0f s of training; the driver works %.0f s on results, %.1f GB come to it%n",
                RUNS, run, CORES, RUNS * run / CORES, busiest, RUNS * (double) bytes.size() / 1e9);
    }
}
