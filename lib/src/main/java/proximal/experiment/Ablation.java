package proximal.experiment;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import proximal.environment.Environment;
import proximal.environment.Require;
import proximal.record.Disk;
import proximal.record.RunLog;
import proximal.training.AfterUpdate;
import proximal.training.Descriptions;
import proximal.training.Evaluation;
import proximal.training.EvaluationSchedule;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;

/**
 * Runs every variant of a configuration on every task with every seed, several runs at a time, one thread each. The records
 * do not depend on how many threads there are, but for the wall-clock column stepsPerSecond.
 *
 * <p>A run that fails is recorded with its reason ({@link RunLog#failure()}), and the others go on. Finished runs stay in memory
 * (the newest, up to an eighth of the heap), and with a {@link #store store} in a folder; running again trains only what is
 * not there: a seed more, a changed variant.
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
    private static final AfterUpdate NO_CALLBACK = (run, record) -> {};
    private static volatile LongFunction<ProgressListener> shown = steps -> (fraction, text) -> {};

    private final TrainingConfig base;
    private final Map<String, TrainingConfig> variants = new LinkedHashMap<>();
    private final Map<String, Supplier<? extends Environment>> tasks = new LinkedHashMap<>();
    private long[] seeds = {1};
    private int threads = Runtime.getRuntime().availableProcessors();
    /** Null for the one that {@link #showProgress} makes. */
    private ProgressListener listener;

    private Path store;
    /** 0 for what suits the length of a run. */
    private int checkpointEvery;

    private boolean retryFailed;
    private SparkRunner cluster;
    private AfterUpdate callback = NO_CALLBACK;
    /** Null for none. */
    private EvaluationSchedule evaluations;

    private Disk disk = new Disk();

    /**
     * Begins an ablation without variants, tasks or listener, with seed 1 and as many threads as there are processors.
     *
     * @param base the configuration that the variants change
     * @throws IllegalArgumentException if it is null
     */
    public Ablation(TrainingConfig base) {
        this.base = given(base, "the base configuration");
    }

    /**
     * Adds a variant.
     *
     * @param name its name in tables and legends
     * @param change what it changes in the base configuration
     * @return this
     * @throws IllegalArgumentException if there is a variant of that name, or the name is blank, or what it changes is null or
     *     gives null
     */
    public Ablation variant(String name, UnaryOperator<TrainingConfig> change) {
        requireName(name, "variant");
        TrainingConfig changed =
                given(change, "what the variant " + name + " changes").apply(base);
        Require.that(changed != null, () -> "the variant " + name + " must give a configuration but gave null");
        Require.that(
                variants.putIfAbsent(name, changed) == null,
                () -> "the name of a variant must be new but there is one named " + name);
        return this;
    }

    /**
     * Adds a variant for each point of a sweep, named by its hyperparameters, as in {@code clipRange 0.2, gaeLambda 0.95}.
     *
     * @param points values of hyperparameters by their names, as {@link Sweep} gives them or a list of one's own has them
     * @return this
     * @throws IllegalArgumentException if there is no point, a hyperparameter is unknown, a value does not fit it, or two points
     *     are the same
     */
    public Ablation variants(List<? extends Map<String, ?>> points) {
        Require.that(points != null && !points.isEmpty(), () -> "a sweep needs at least one point but has none");
        points.forEach(point -> variant(Sweep.name(point), config -> Sweep.apply(config, point)));
        return this;
    }

    /** {@return the names of the variants so far} */
    public List<String> variantNames() {
        return List.copyOf(variants.keySet());
    }

    /**
     * Adds a task of classic control or of MuJoCo, or with {@code gymnasium:} before its id one of Gymnasium in Python.
     *
     * @param id its id, as in {@code CartPole-v1}, {@code Hopper-v5} or {@code gymnasium:MinAtar/Breakout-v1}
     * @return this
     * @throws IllegalArgumentException if there is no such task
     * @throws IllegalStateException if it needs MuJoCo or Gymnasium, which is not there
     */
    public Ablation task(String id) {
        TaskById factory = new TaskById(id);
        factory.get().close();
        return task(id, factory);
    }

    /**
     * Adds a task of one's own.
     *
     * @param name its name in tables and charts
     * @param factory makes an environment; called from several threads
     * @return this
     * @throws IllegalArgumentException if there is a task of that name, or the name is blank, or the factory null
     */
    public Ablation task(String name, Supplier<? extends Environment> factory) {
        requireName(name, "task");
        given(factory, "what makes the task " + name);
        Require.that(
                tasks.putIfAbsent(name, factory) == null,
                () -> "the name of a task must be new but there is one named " + name);
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
        Require.that(
                seeds.length != 0 && Arrays.stream(seeds).distinct().count() == seeds.length,
                () -> "seeds must be at least one and all different but were " + Arrays.toString(seeds));
        this.seeds = seeds.clone();
        return this;
    }

    /**
     * Sets how many runs go on at a time in this JVM.
     *
     * @param threads at least 1
     * @return this
     * @throws IllegalArgumentException if threads is not positive
     */
    public Ablation threads(int threads) {
        Require.that(threads >= 1, "threads", "at least 1", threads);
        this.threads = threads;
        return this;
    }

    /**
     * Has the runs trained on Apache Spark, to the same bits, and not by threads of this JVM; {@link SparkRunner} says what can travel.
     *
     * @param runner where
     * @return this
     * @throws IllegalArgumentException if it is null
     */
    public Ablation on(SparkRunner runner) {
        cluster = given(runner, "where the runs are trained");
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
     * Sets who is told of the progress of all ablations that have no {@link #progress listener} of their own, as the notebook
     * does. One that is {@link AutoCloseable} is closed at the end.
     *
     * @param maker makes the listener of an ablation from the environment steps of its runs
     */
    public static void showProgress(LongFunction<ProgressListener> maker) {
        shown = given(maker, "what makes the listeners");
    }

    /**
     * Keeps finished runs in a folder, and checkpoints of the others. There, a folder for each run holds its tables as CSV and
     * a {@code run.json} that says whose they are; it appears whole, so that a process that is killed leaves whole runs or
     * none. One ablation at a time uses a folder; it may hold the runs of many.
     *
     * <p>A kept run is known by task, variant, seed and the text of its hyperparameters, and is taken again if it comes out the
     * same: its first {@value Replay#FIRST} updates are trained again, and the last ones from a state that was kept with it (where
     * the environment gives its state), and all that is recorded must be the same bits. So an edited lambda, environment or class
     * of the library trains its runs anew, an edited comment does not, and another processor or JVM does if it computes otherwise.
     * The old runs stay, and are found when the edit is undone. An edit that shows in neither end of a run, but only in its
     * middle, is not seen: name variant or task anew then.
     *
     * @param folder the folder; made where it is missing
     * @return this
     * @throws IllegalArgumentException if the folder is null
     */
    public Ablation store(Path folder) {
        this.store = given(folder, "the folder of the store");
        return this;
    }

    /**
     * Sets how often a run writes a checkpoint into the store, from which it goes on with the same bits. If not set, 20 times
     * in a run, but not more often than every 100 updates. A checkpoint holds the log so far, so it takes the longer the longer
     * the log: about 25 ms of processor time after 1,000 updates. A run on an environment that cannot give its state has none,
     * and begins anew; so does one whose network has state beside its parameters, such as batch normalisation.
     *
     * @param updates at least 1
     * @return this
     * @throws IllegalArgumentException if updates is not positive
     */
    public Ablation checkpointEvery(int updates) {
        Require.that(updates >= 1, "checkpointEvery", "at least 1", updates);
        checkpointEvery = updates;
        return this;
    }

    /**
     * Sets what is called after each update of each run: to look, to stop a run early, or to change its coefficients. A run that
     * was stopped counts as finished; {@link RunLog#stopped()} says why. Runs with a callback are kept apart from those without,
     * and those with a record apart from those whose record has other values; an edit of a lambda that shows neither in a run's
     * first updates nor in its last ones is not seen, so name the variant anew.
     *
     * @param callback what is called, on several threads at a time
     * @return this
     * @throws IllegalArgumentException if it is null
     */
    public Ablation each(AfterUpdate callback) {
        this.callback = given(callback, "what is called after each update");
        return this;
    }

    /**
     * Evaluates the policies of all runs in the course of their training, as {@link EvaluationSchedule} says. Runs with other
     * evaluations are kept apart.
     *
     * @param everySteps the environment steps from one evaluation to the next, at least 1; one is made after the last update too
     * @param evaluation how to evaluate
     * @return this
     * @throws IllegalArgumentException if everySteps is less than 1 or there is no evaluation
     */
    public Ablation evaluateEvery(long everySteps, Evaluation evaluation) {
        evaluations = new EvaluationSchedule(everySteps, evaluation);
        return this;
    }

    /**
     * Runs those again that failed according to the store. Without this they count as finished, since the same seed fails in
     * the same way.
     *
     * @return this
     */
    public Ablation retryFailed() {
        retryFailed = true;
        return this;
    }

    /**
     * Forgets the finished runs that all ablations of this JVM keep in memory, so that the same cell trains them again. Stores
     * stay as they are.
     */
    public static void forget() {
        RunMemory.forget();
    }

    private static void requireName(String name, String whose) {
        Require.that(
                name != null && !name.isBlank(),
                () -> "the name of a " + whose + " must not be blank but was "
                        + (name == null ? "null" : '"' + name + '"'));
    }

    private static <T> T given(T argument, String what) {
        Require.that(argument != null, () -> what + " must be given but was null");
        return argument;
    }

    /** Puts another disk below the store. */
    Ablation disk(Disk other) {
        disk = other;
        return this;
    }

    /**
     * Runs everything that is not kept yet. Where some runs failed, one line says so at the end: on the {@link
     * #progress progress}, or on standard error where there is none.
     *
     * @return the logs: task by task, variant by variant, seed by seed; those of failed runs among them
     * @throws IllegalArgumentException if the hyperparameters of a variant do not fit together, such as a minibatchSize that
     *     does not divide a rollout; nothing is run then
     * @throws IllegalStateException if there is no task or variant; if every run failed, the message giving a reason; if the
     *     store is in use, of another format, or holds a file of one of these runs that is torn: nothing is run or overwritten then
     * @throws UncheckedIOException if the store cannot keep something, as on a full disk. What it kept before is whole, and a
     *     finished run that it could not keep goes there from memory when this method is called again
     * @throws CancellationException if the calling thread was interrupted: within a second its runs have ended, what is
     *     finished is in memory and in the store, and the others have checkpoints in the store
     */
    public List<RunLog> run() {
        return run(variants.keySet(), Long.MAX_VALUE);
    }

    /**
     * Runs some of the variants up to a number of steps; a later call goes on from there, to the same bits as without the pause
     * (with a {@link #store} in another JVM too). On an environment that cannot give its state it begins anew.
     *
     * @param names the variants to run
     * @param steps after how many environment steps a run pauses, in whole updates and after three at the earliest
     * @return the logs up to there, in the order of {@link #run()}; those of failed runs among them
     * @throws IllegalArgumentException as {@link #run()}, or if there is no variant of one of the names
     * @throws IllegalStateException as {@link #run()}
     */
    public List<RunLog> run(Collection<String> names, long steps) {
        String known = String.join(", ", variants.keySet());
        names.forEach(name -> Require.that(variants.containsKey(name), "a variant to run", "one of " + known, name));
        Require.state(
                !variants.isEmpty() && !tasks.isEmpty(),
                () -> "an ablation needs at least one task and one variant but has " + tasks.size()
                        + (tasks.size() == 1 ? " task" : " tasks") + " and " + variants.size()
                        + (variants.size() == 1 ? " variant" : " variants"));
        if (Thread.interrupted()) {
            throw new CancellationException("the ablation was interrupted before it began");
        }
        requireFit();
        List<RunJob> jobs = jobs();
        jobs.removeIf(job -> !names.contains(job.identity.variant()));
        jobs.forEach(job -> job.pauseAfter(steps));
        RunBatch batch = new RunBatch(jobs);
        try (RunStore open = store == null ? null : new RunStore(store, disk)) {
            batch.find(open, retryFailed);
            batch.train(open, checkpointEvery, threads, cluster, listener, shown);
        }
        return batch.logs();
    }

    /** {@return what it would train, and what to call to train it} */
    @Override
    public String toString() {
        return "an ablation of " + variants.keySet() + " on " + tasks.keySet() + " with seeds " + Arrays.toString(seeds)
                + ": " + variants.size() * tasks.size() * seeds.length + " runs; run() trains them";
    }

    private void requireFit() {
        variants.forEach((name, config) -> {
            try {
                TrainingRun.requireFit(config);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("the variant " + name + " cannot be run: " + e.getMessage());
            }
        });
    }

    private List<RunJob> jobs() {
        List<RunJob> jobs = new ArrayList<>();
        tasks.forEach((task, factory) -> variants.forEach((variant, config) -> {
            Map<String, String> described = new LinkedHashMap<>(config.describe());
            if (callback != NO_CALLBACK) {
                described.put("each", Descriptions.of(callback));
            }
            if (evaluations != null) {
                described.put("evaluations", Descriptions.of(evaluations));
            }
            for (long seed : seeds) {
                jobs.add(new RunJob(
                        new RunIdentity(task, variant, seed, described), factory, config, evaluations, callback));
            }
        }));
        return jobs;
    }
}
