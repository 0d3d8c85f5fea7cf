package proximal.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.record.RunLog;

/**
 * Runs every variant of a configuration on every task with every seed, several runs at a time, one thread each. The records
 * do not depend on how many threads there are, but for the wall-clock column stepsPerSecond.
 *
 * <pre>{@code
 * List<RunLog> logs = new Ablation(TrainingConfig.withDefaults())
 *         .variant("clip 0.2", c -> c)
 *         .variant("no clipping", c -> c.withSurrogate(new ImportanceSampledSurrogate()))
 *         .task("CartPole-v1")
 *         .seeds(1, 2, 3)
 *         .run();
 * }</pre>
 *
 * <p>Not thread-safe itself.
 */
public final class Ablation {
    private final TrainingConfig base;
    private final Map<String, TrainingConfig> variants = new LinkedHashMap<>();
    private final Map<String, Supplier<? extends Environment>> tasks = new LinkedHashMap<>();
    private long[] seeds = {1};
    private int threads = Runtime.getRuntime().availableProcessors();
    private ProgressListener listener = (fraction, text) -> {};

    /** Is told how far the runs are, from the thread that called {@link Ablation#run()}. */
    @FunctionalInterface
    public interface ProgressListener {

        /**
         * Takes note of the progress.
         *
         * @param fraction the share of the environment steps that is done, in [0, 1]
         * @param text what is done, in words
         */
        void update(double fraction, String text);
    }

    /**
     * Begins an ablation without variants, tasks or listener, with seed 1 and as many threads as there are processors.
     *
     * @param base the configuration that the variants change
     */
    public Ablation(TrainingConfig base) {
        this.base = base;
    }

    /**
     * Adds a variant.
     *
     * @param name its name in tables and legends
     * @param change what it changes in the base configuration
     * @return this
     * @throws IllegalArgumentException if there is a variant of that name
     */
    public Ablation variant(String name, UnaryOperator<TrainingConfig> change) {
        TrainingConfig changed = change.apply(base);
        if (changed == null) {
            throw new IllegalArgumentException("the variant " + name + " must give a configuration but gave null");
        }
        if (variants.putIfAbsent(name, changed) != null) {
            throw new IllegalArgumentException("the name of a variant must be new but there is one named " + name);
        }
        return this;
    }

    /**
     * Adds a task of classic control.
     *
     * @param id its id, as in {@code CartPole-v1}
     * @return this
     */
    public Ablation task(String id) {
        ClassicControl.make(id).close();
        return task(id, () -> ClassicControl.make(id));
    }

    /**
     * Adds a task of one's own.
     *
     * @param name its name in tables and charts
     * @param factory makes an environment; called from several threads
     * @return this
     * @throws IllegalArgumentException if there is a task of that name
     */
    public Ablation task(String name, Supplier<? extends Environment> factory) {
        if (tasks.putIfAbsent(name, factory) != null) {
            throw new IllegalArgumentException("the name of a task must be new but there is one named " + name);
        }
        return this;
    }

    /**
     * Sets the seeds.
     *
     * @param seeds the seeds, at least one, all different
     * @return this
     * @throws IllegalArgumentException if there is none, or one stands twice
     */
    public Ablation seeds(long... seeds) {
        if (seeds.length == 0 || Arrays.stream(seeds).distinct().count() != seeds.length) {
            throw new IllegalArgumentException(
                    "seeds must be at least one and all different but were " + Arrays.toString(seeds));
        }
        this.seeds = seeds.clone();
        return this;
    }

    /**
     * Sets how many runs go on at a time.
     *
     * @param threads at least 1
     * @return this
     * @throws IllegalArgumentException if threads is not positive
     */
    public Ablation threads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1 but was " + threads);
        }
        this.threads = threads;
        return this;
    }

    /**
     * Sets who is told of the progress, about five times a second.
     *
     * @param listener the listener
     * @return this
     */
    public Ablation progress(ProgressListener listener) {
        this.listener = listener;
        return this;
    }

    /**
     * Runs everything.
     *
     * @return the logs: task by task, variant by variant, seed by seed
     * @throws IllegalStateException if there is no task or variant, or if a run failed, the message naming the run; the
     *     others are stopped
     * @throws CancellationException if the calling thread was interrupted; its runs are stopped
     */
    public List<RunLog> run() {
        if (variants.isEmpty() || tasks.isEmpty()) {
            throw new IllegalStateException("an ablation needs at least one task and one variant but has "
                    + tasks.size() + " and " + variants.size());
        }
        AtomicLong stepsDone = new AtomicLong();
        Map<String, Future<RunLog>> runs = new LinkedHashMap<>();
        long totalSteps = 0;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (var task : tasks.entrySet()) {
                for (var variant : variants.entrySet()) {
                    for (long seed : seeds) {
                        runs.put(
                                variant.getKey() + " on " + task.getKey() + " with seed " + seed,
                                executor.submit(() -> train(
                                        task.getKey(),
                                        task.getValue(),
                                        variant.getKey(),
                                        variant.getValue(),
                                        seed,
                                        stepsDone)));
                        totalSteps += variant.getValue().totalSteps();
                    }
                }
            }
            return collect(runs, stepsDone, totalSteps);
        } finally {
            executor.shutdownNow();
        }
    }

    private List<RunLog> collect(Map<String, Future<RunLog>> runs, AtomicLong stepsDone, long totalSteps) {
        List<RunLog> logs = new ArrayList<>();
        for (var run : runs.entrySet()) {
            while (true) {
                String text = logs.size() + " of " + runs.size() + " runs, " + stepsDone + " steps";
                listener.update(Math.min(1, (double) stepsDone.get() / totalSteps), text);
                try {
                    logs.add(run.getValue().get(200, TimeUnit.MILLISECONDS));
                    break;
                } catch (TimeoutException e) {
                    continue;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new CancellationException("the ablation was interrupted in its run " + run.getKey());
                } catch (ExecutionException e) {
                    throw new IllegalStateException(
                            "the run " + run.getKey() + " failed: " + describe(e.getCause()), e.getCause());
                }
            }
        }
        listener.update(1, runs.size() + " of " + runs.size() + " runs, " + stepsDone + " steps");
        return logs;
    }

    /** Our own exceptions speak for themselves; others, as of an environment of one's own, need their name. */
    private static String describe(Throwable cause) {
        boolean ours = cause instanceof IllegalStateException || cause instanceof IllegalArgumentException;
        StackTraceElement[] trace = cause.getStackTrace();
        return ours || trace.length == 0 ? cause.getMessage() : cause + " at " + trace[0];
    }

    private static RunLog train(
            String taskName,
            Supplier<? extends Environment> task,
            String variant,
            TrainingConfig config,
            long seed,
            AtomicLong stepsDone) {
        try (TrainingRun run = new TrainingRun(taskName, task, variant, config, seed)) {
            while (!run.finished() && !Thread.currentThread().isInterrupted()) {
                run.update();
                stepsDone.addAndGet(run.rollout().size());
            }
            return run.log();
        }
    }
}
