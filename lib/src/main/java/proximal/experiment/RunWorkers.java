package proximal.experiment;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import proximal.record.Checkpoint;
import proximal.record.RunLog;

/**
 * Trains the runs of an ablation, several at a time, keeps what is finished, and stops within a second when the calling
 * thread is interrupted: a run ends after its present update, with a checkpoint, where that takes a fraction of a second, and
 * in the middle of it, with the last checkpoint, where it does not.
 */
final class RunWorkers {
    private static final int LEAST_UPDATES = 100;
    private static final int CHECKPOINTS = 20;
    /** How many variants with failed runs are named. */
    private static final int NAMED = 5;

    private static final long LOOK_MILLIS = 200;
    private static final long PATIENCE_MILLIS = 400;
    private static final long LAST_MILLIS = 5000;

    private final List<RunJob> jobs;
    /** Null where nothing is kept. */
    private final RunStore store;

    /** 0 for what suits the length of a run. */
    private final int checkpointEvery;

    private final Ablation.ProgressListener listener;
    private final CountDownLatch missing;
    private final AtomicReference<Throwable> storeFailure = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;
    /** What the listener is told at last instead of the number of runs. */
    private volatile String last = "";

    RunWorkers(List<RunJob> jobs, RunStore store, int checkpointEvery, Ablation.ProgressListener listener) {
        this.jobs = jobs;
        this.store = store;
        this.checkpointEvery = checkpointEvery;
        this.listener = listener;
        missing = new CountDownLatch(
                (int) jobs.stream().filter(job -> !job.finished).count());
    }

    /**
     * Trains what is not finished.
     *
     * @throws CancellationException if the calling thread was interrupted
     * @throws UncheckedIOException if the store could not keep something
     * @throws IllegalStateException if it could not for another reason than the disk, as for want of memory
     */
    void run(int threads) {
        ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "proximal run");
            thread.setDaemon(true);
            return thread;
        });
        double before = share();
        Thread teller = new Thread(() -> tellToTheEnd(before), "proximal progress");
        teller.setDaemon(true);
        teller.start();
        try {
            for (RunJob job : jobs) {
                if (!job.finished) {
                    executor.execute(() -> work(job));
                }
            }
            while (!missing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS) && storeFailure.get() == null) {
                continue;
            }
        } catch (InterruptedException e) {
            stop(executor);
            last = "interrupted; " + whatIsKept();
            throw new CancellationException("the ablation was interrupted; " + whatIsKept());
        } finally {
            stop(executor);
            end(teller);
        }
        throwStoreFailure();
    }

    private void throwStoreFailure() {
        Throwable failure = storeFailure.get();
        String end = "; the ablation was stopped; " + whatIsKept();
        if (failure instanceof UncheckedIOException e) {
            throw new UncheckedIOException(e.getMessage() + end, e.getCause());
        }
        if (failure != null) {
            throw new IllegalStateException(
                    "the store " + store.folder() + " could not keep something: " + failure + end, failure);
        }
    }

    /**
     * Tells the listener how far the runs are. On a thread of its own: the calling thread is the one that an interrupt hits,
     * and drawing does not survive that everywhere (what Tablesaw does when it is loaded, for one, cannot be done again).
     */
    private void tellToTheEnd(double before) {
        try {
            listener.begin(before);
            do {
                tell("");
            } while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
            tell(last);
            tellFailures();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        } catch (RuntimeException e) {
            System.err.println("the listener of the progress failed, and is told no more: " + e);
        }
    }

    private void end(Thread teller) {
        ended.countDown();
        try {
            teller.join(LAST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String whatIsKept() {
        if (store == null) {
            return "nothing of it is kept, since it has no store(Path)";
        }
        long kept = count(job -> job.kept);
        long checkpoints = count(job -> job.checkpointed && !job.beganAnew && !job.kept);
        return kept + " of " + jobs.size() + " runs are kept in " + store.folder() + ", and checkpoints of "
                + checkpoints + "; run it again to go on";
    }

    /** Lets the runs end after their update, and interrupts those that do not within a fraction of a second. */
    private void stop(ExecutorService executor) {
        stopping = true;
        executor.shutdown();
        boolean interrupted = false;
        try {
            if (executor.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            interrupted = true; // no patience, then
        }
        jobs.forEach(RunJob::interrupt);
        try {
            executor.awaitTermination(LAST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(RunJob job) {
        try {
            if (!stopping) {
                train(job);
            }
        } finally {
            missing.countDown();
        }
    }

    private void train(RunJob job) {
        RunLog log = new RunLog(job.taskName, job.variant, job.seed);
        try (TrainingRun run = begin(job)) {
            log = run.log();
            job.log = log;
            job.beginAdvancing();
            try {
                if (!advance(job, run)) {
                    return;
                }
            } finally {
                job.endAdvancing();
            }
            job.lasting = true;
        } catch (Exception | AssertionError e) {
            if (stopping) {
                return; // interrupted, in whatever the environment makes of that
            }
            log.fail(reason(log, e));
            job.lasting = job.from == null; // The same seed fails in the same way again; not so what cannot be resumed.
        } catch (Error e) { // no memory, no native library: that may be otherwise next time
            log.fail(reason(log, e));
        }
        job.finish(log);
        if (store != null && job.lasting) {
            toStore(() -> {
                store.keep(job.identity, job.log);
                job.kept = true;
            });
        }
    }

    /** A run at the job's checkpoint, or at its beginning where it has none, or none that gives the same network. */
    private static TrainingRun begin(RunJob job) {
        TrainingRun run = job.newRun();
        if (job.from == null) {
            return run;
        }
        try {
            run.restore(job.from);
            job.from = null;
            return run;
        } catch (RunState.HiddenStateException e) {
            run.close();
            job.from = null;
            job.steps = 0;
            job.beganAnew = true;
            return job.newRun();
        } catch (RuntimeException | Error e) {
            run.close();
            throw e;
        }
    }

    /** Trains to the end, or until the ablation stops; says whether to the end. */
    private boolean advance(RunJob job, TrainingRun run) {
        int every = checkpointEvery > 0 ? checkpointEvery : Math.max(LEAST_UPDATES, run.updates() / CHECKPOINTS);
        while (!run.finished()) {
            if (stopping) {
                checkpoint(job, run);
                return false;
            }
            run.update();
            int updates = run.log().updates().size();
            job.steps = (long) updates * run.rollout().size();
            if (updates % every == 0 && !run.finished()) {
                checkpoint(job, run);
            }
        }
        return true;
    }

    private void checkpoint(RunJob job, TrainingRun run) {
        if (store == null || job.beganAnew || run.log().updates().isEmpty()) {
            return;
        }
        Checkpoint checkpoint;
        try {
            checkpoint = run.checkpoint(job.identity);
        } catch (UnsupportedOperationException e) {
            return; // An environment that cannot give its state has its run begin anew.
        }
        toStore(() -> {
            store.keep(job.identity, checkpoint);
            job.checkpointed = true;
        });
    }

    /** Where the store cannot keep something, all is stopped: what is trained from then on would be lost. */
    private void toStore(Runnable keep) {
        try {
            keep.run();
        } catch (RuntimeException | Error e) {
            storeFailure.compareAndSet(null, e);
            stopping = true;
        }
    }

    private static String reason(RunLog log, Throwable cause) {
        int updates = log.updates().size();
        return (updates == 0 ? "before its first update was done: " : "after update " + updates + ": ")
                + describe(cause);
    }

    /** An exception that the library throws speaks for itself; another one needs its name, and the line it came from. */
    private static String describe(Throwable cause) {
        List<StackTraceElement> trace = List.of(cause.getStackTrace());
        boolean sentence = cause instanceof IllegalStateException || cause instanceof IllegalArgumentException;
        if (sentence && cause.getMessage() != null && !trace.isEmpty() && isOurs(trace.get(0))) {
            return cause.getMessage();
        }
        List<StackTraceElement> lines =
                trace.stream().filter(frame -> !isOfJava(frame)).toList();
        return cause
                + lines.stream()
                        .filter(frame -> !isOurs(frame))
                        .findFirst()
                        .or(() -> lines.stream().findFirst())
                        .map(frame -> " at " + frame)
                        .orElse("");
    }

    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().startsWith("proximal.");
    }

    private static boolean isOfJava(StackTraceElement frame) {
        return frame.getClassName().matches("(java|javax|jdk|sun)\\..*");
    }

    private double share() {
        double done = 0;
        double total = 0;
        for (RunJob job : jobs) {
            done += job.steps;
            total += job.config.totalSteps();
        }
        return Math.min(1, done / total);
    }

    private void tell(String instead) {
        listener.update(share(), instead.isEmpty() ? text() : instead);
        listener.logs(this::logs);
    }

    private String text() {
        long finished = count(job -> job.finished);
        long failed = count(RunJob::failed);
        long found = count(job -> job.found);
        long anew = count(job -> job.beganAnew);
        long steps = jobs.stream().mapToLong(job -> job.steps).sum();
        return finished + " of " + jobs.size() + " runs"
                + (store == null ? "" : " (" + found + " from the store, " + (finished - found) + " trained)")
                + ", " + steps + " steps"
                + (failed == 0 ? "" : ", " + failed + " failed")
                + (anew == 0 ? "" : ", " + anew + " begun anew (the network has state that no checkpoint holds)");
    }

    private long count(Predicate<RunJob> which) {
        return jobs.stream().filter(which).count();
    }

    /** Where all failed, an exception says it; where the ablation was stopped, that is said instead. */
    private void tellFailures() {
        List<RunJob> failed = jobs.stream().filter(RunJob::failed).toList();
        boolean whole = jobs.stream().allMatch(job -> job.finished);
        if (!whole || failed.isEmpty() || failed.size() == jobs.size()) {
            return;
        }
        List<String> variants =
                failed.stream().map(job -> job.variant).distinct().toList();
        String more = variants.size() <= NAMED ? "" : " and " + (variants.size() - NAMED) + " more";
        long found = failed.stream().filter(job -> job.found).count();
        listener.failures(failed.size() + " of " + jobs.size() + " runs failed, of the variant"
                + (variants.size() == 1 ? " " : "s ")
                + String.join(", ", variants.subList(0, Math.min(NAMED, variants.size()))) + more + "; the first: "
                + failed.get(0).log
                + (found == 0 ? "" : " (the store remembers " + found + " of them; retryFailed() runs them again)"));
    }

    /** The logs so far, those of tasks under way at the end; those of runs that go on are copies. */
    private List<RunLog> logs() {
        List<RunLog> logs = new ArrayList<>();
        Set<String> underWay = new HashSet<>();
        for (RunJob job : jobs) {
            boolean finished = job.finished; // before the log, which is whole then
            RunLog log = job.log;
            if (log != null) {
                logs.add(finished ? log : log.snapshot());
                if (!finished) {
                    underWay.add(job.taskName);
                }
            }
        }
        logs.sort(Comparator.comparing(log -> underWay.contains(log.task())));
        return logs;
    }
}
