package proximal.experiment;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import proximal.environment.ClassicControl;
import proximal.environment.Environment;
import proximal.record.RunLog;
import proximal.training.RunState;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;

/**
 * Runs every variant of a configuration on every task with every seed, several runs at a time, one thread each. The records
 * do not depend on how many threads there are, but for the wall-clock column stepsPerSecond.
 *
 * <p>A run that fails is recorded with its reason ({@link RunLog#failure()}), and the others go on. With a {@link #store
 * store}, finished runs are kept in a folder; running again trains only what is not there: a seed more, a changed variant.
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
    /** Finished runs that a store could not keep, by their places; for all ablations, since a cell makes a new one each time. */
    private static final Map<Path, RunLog> NOT_KEPT = new ConcurrentHashMap<>();

    private final TrainingConfig base;
    private final Map<String, TrainingConfig> variants = new LinkedHashMap<>();
    private final Map<String, Supplier<? extends Environment>> tasks = new LinkedHashMap<>();
    private long[] seeds = {1};
    private int threads = Runtime.getRuntime().availableProcessors();
    private ProgressListener listener = (fraction, text) -> {};
    private Path store;
    /** 0 for what suits the length of a run. */
    private int checkpointEvery;

    private boolean retryFailed;
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
     * @throws IllegalArgumentException if there is a task of that name, or the name is blank, or the factory null
     */
    public Ablation task(String name, Supplier<? extends Environment> factory) {
        requireName(name, "task");
        given(factory, "what makes the task " + name);
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
     * Keeps finished runs in a folder, and checkpoints of the others. There, a folder for each run holds its tables as CSV and
     * a {@code run.json} that says whose they are; it appears whole, so that a process that is killed leaves whole runs or
     * none. One ablation at a time uses a folder; it may hold the runs of many.
     *
     * <p>What makes a run the same as a stored one: task, variant, seed, every hyperparameter, and what the functions do that
     * are handed over as lambdas or objects of one's own. These cannot be compared, so they are tried out: a surrogate on a
     * grid of ratios and advantages, a network for one seed on a few observations; values that a lambda holds count too. A cell that is run again finds its runs; one
     * in which a lambda was edited trains them anew. An edit that shows nowhere in that trial is not noticed: name the variant
     * anew where that may be.
     *
     * <p>A task of one's own is known by its name, by the classes of its environments, the numbers, texts, enums, records and
     * constant lists in their fields and constants, their spaces, and 2,000 steps, the same each time: 750 with random actions, and 1,250 with actions that
     * are held for up to 128 steps, so that they go far. What these steps do not meet is not known, such as what comes later
     * or after a certain series of actions. An edit that these steps do not meet is not seen, and the old runs are taken for
     * its runs: give the task another name then. The steps are made twice at each {@link #run}; what differs between the two
     * times counts for nothing.
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
        if (updates < 1) {
            throw new IllegalArgumentException("checkpointEvery must be at least 1 but was " + updates);
        }
        checkpointEvery = updates;
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

    private static void requireName(String name, String whose) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("the name of a " + whose + " must not be blank but was "
                    + (name == null ? "null" : '"' + name + '"'));
        }
    }

    private static <T> T given(T argument, String what) {
        if (argument == null) {
            throw new IllegalArgumentException(what + " must be given but was null");
        }
        return argument;
    }

    /** Puts another disk below the store. */
    Ablation disk(Disk other) {
        disk = other;
        return this;
    }

    /**
     * Runs everything that the store has not yet. Where some runs failed, one line says so at the end: on the {@link
     * #progress progress}, or on standard error where there is none.
     *
     * @return the logs: task by task, variant by variant, seed by seed; those of failed runs among them
     * @throws IllegalArgumentException if the hyperparameters of a variant do not fit together, such as a minibatchSize that
     *     does not divide a rollout; nothing is run then
     * @throws IllegalStateException if there is no task or variant; if every run failed, the message giving a reason; if the
     *     store is in use, or holds a file under the name of one of these runs that is torn, or of another configuration,
     *     version or build of the library: nothing is run or overwritten then
     * @throws UncheckedIOException if the store cannot keep something, as on a full disk. What it kept before is whole, and a
     *     finished run that it could not keep goes there when this method is called again
     * @throws CancellationException if the calling thread was interrupted: within a second its runs have ended, what is
     *     finished is in the store, and the others have checkpoints there
     */
    public List<RunLog> run() {
        if (variants.isEmpty() || tasks.isEmpty()) {
            throw new IllegalStateException("an ablation needs at least one task and one variant but has "
                    + tasks.size() + " and " + variants.size());
        }
        if (Thread.interrupted()) {
            throw new CancellationException("the ablation was interrupted before it began");
        }
        requireFit();
        List<RunJob> jobs = jobs();
        if (store == null) {
            new RunWorkers(jobs, null, checkpointEvery, new RunReport(jobs, null, listener)).run(threads);
        } else {
            try (RunStore open = new RunStore(store, disk)) {
                find(jobs, open);
                train(jobs, open);
            }
        }
        requireOneThatDidNotFail(jobs);
        return jobs.stream().map(job -> job.log).toList();
    }

    private void requireFit() {
        variants.forEach((name, config) -> {
            try {
                TrainingRun.requireFit(config);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("the variant " + name + " cannot be run: " + e.getMessage(), e);
            }
        });
    }

    private List<RunJob> jobs() {
        List<RunJob> jobs = new ArrayList<>();
        tasks.forEach((task, factory) -> {
            String environment = store == null ? null : EnvironmentFingerprint.of(factory);
            variants.forEach((variant, config) -> {
                Map<String, Object> what = store == null ? null : Fingerprint.describe(environment, factory, config);
                for (long seed : seeds) {
                    RunIdentity identity = store == null ? null : new RunIdentity(task, variant, seed, what);
                    jobs.add(new RunJob(task, factory, variant, config, seed, identity));
                }
            });
        });
        return jobs;
    }

    /** Looks at all that the store has before anything is run, so that a refusal costs nothing. */
    private void find(List<RunJob> jobs, RunStore open) {
        for (RunJob job : jobs) {
            RunLog found = open.find(job.identity);
            RunLog waiting = NOT_KEPT.get(place(job));
            if (found == null && waiting != null) {
                open.keep(job.identity, waiting);
                found = waiting;
            }
            NOT_KEPT.remove(place(job));
            if (found != null && !(retryFailed && found.failure().isPresent())) {
                job.finish(found);
                job.found = true;
                job.kept = true;
            } else {
                job.from = open.checkpoint(job.identity);
                job.checkpointed = job.from != null;
                job.steps = job.from == null ? 0 : RunState.steps(job.from);
            }
        }
    }

    private void train(List<RunJob> jobs, RunStore open) {
        try {
            new RunWorkers(jobs, open, checkpointEvery, new RunReport(jobs, open.folder(), listener)).run(threads);
        } finally {
            for (RunJob job : jobs) {
                if (job.finished && job.lasting && !job.kept) {
                    NOT_KEPT.put(place(job), job.log);
                }
            }
        }
    }

    private Path place(RunJob job) {
        return store.toAbsolutePath().normalize().resolve(job.identity.fileName());
    }

    private void requireOneThatDidNotFail(List<RunJob> jobs) {
        if (jobs.stream().allMatch(RunJob::failed)) {
            RunJob first = jobs.get(0);
            throw new IllegalStateException((jobs.size() == 1 ? "the run " : "all " + jobs.size() + " runs failed: ")
                    + first
                    + " failed " + first.log.failure().orElseThrow()
                    + (store == null || !first.kept ? "" : " (the store remembers it; retryFailed() runs it again)"));
        }
    }
}
