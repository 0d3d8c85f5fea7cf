package proximal.experiment;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import proximal.record.Checkpoint;
import proximal.record.RunLog;
import proximal.training.RunState;
import proximal.training.TrainingRun;

/**
 * Trains the runs of an ablation, several at a time, keeps what is finished, and stops within a second when the calling
 * thread is interrupted: a run ends after its present update, with a checkpoint, where that takes a fraction of a second, and
 * in the middle of it, with the last checkpoint, where it does not.
 */
final class RunWorkers {
    private static final int LEAST_UPDATES = 100;
    private static final int CHECKPOINTS = 20;
    private static final long LOOK_MILLIS = 200;
    private static final long PATIENCE_MILLIS = 400;
    private static final long LAST_MILLIS = 5000;

    private final List<RunJob> jobs;
    /** Null where nothing is kept. */
    private final RunStore store;

    /** 0 for what suits the length of a run. */
    private final int checkpointEvery;

    private final RunReport report;
    private final CountDownLatch missing;
    private final AtomicReference<Throwable> storeFailure = new AtomicReference<>();
    private volatile boolean stopping;

    RunWorkers(List<RunJob> jobs, RunStore store, int checkpointEvery, RunReport report) {
        this.jobs = jobs;
        this.store = store;
        this.checkpointEvery = checkpointEvery;
        this.report = report;
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
        report.begin();
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
            report.interrupted();
            throw new CancellationException("the ablation was interrupted; " + report.whatIsKept());
        } finally {
            stop(executor);
            report.end();
        }
        throwStoreFailure();
    }

    private void throwStoreFailure() {
        Throwable failure = storeFailure.get();
        String end = "; the ablation was stopped; " + report.whatIsKept();
        if (failure instanceof UncheckedIOException e) {
            throw new UncheckedIOException(e.getMessage() + end, e.getCause());
        }
        if (failure != null) {
            throw new IllegalStateException(
                    "the store " + store.folder() + " could not keep something: " + failure + end, failure);
        }
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
            checkpoint = run.checkpoint();
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
}
