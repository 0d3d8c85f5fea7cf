package proximal.experiment;

import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
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
    private final AtomicReference<Throwable> storeFailure = new AtomicReference<>();
    private volatile boolean stopping;
    /** Whether what was kept is looked at here, and all else trained elsewhere. */
    private boolean trainedElsewhere;

    /** Says that the task that this is part of was killed; null where another keeps the runs and tells of them. */
    private BooleanSupplier killed;

    RunWorkers(List<RunJob> jobs, RunStore store, int checkpointEvery, RunReport report) {
        this.jobs = jobs;
        this.store = store;
        this.checkpointEvery = checkpointEvery;
        this.report = report;
    }

    /**
     * Trains what does not come out of what was kept.
     *
     * @param cluster where that is trained; null for here
     * @throws CancellationException if the calling thread was interrupted
     * @throws UncheckedIOException if the store could not keep something
     * @throws IllegalStateException if it could not for another reason than the disk, as for want of memory
     */
    void run(int threads, SparkRunner cluster) {
        trainedElsewhere = cluster != null;
        ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "proximal run");
            thread.setDaemon(true);
            return thread;
        });
        report.begin();
        try {
            inTurns()
                    .filter(job -> cluster == null || !job.candidates().isEmpty())
                    .forEach(job -> executor.execute(() -> train(job)));
            executor.shutdown();
            while (!executor.awaitTermination(LOOK_MILLIS, TimeUnit.MILLISECONDS) && storeFailure.get() == null) {
                continue;
            }
            if (cluster != null && storeFailure.get() == null) {
                cluster.train(jobs.stream().filter(job -> !job.finished).toList(), this);
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

    /**
     * The runs in the order in which they begin: first those of which something was kept, since they are soon done; then task by
     * task and seed by seed, so that the variants can be compared early.
     */
    private Stream<RunJob> inTurns() {
        List<String> tasks =
                jobs.stream().map(job -> job.identity.task()).distinct().toList();
        List<Long> seeds =
                jobs.stream().map(job -> job.identity.seed()).distinct().toList();
        return jobs.stream()
                .sorted(Comparator.<RunJob, Boolean>comparing(
                                job -> job.candidates().isEmpty())
                        .thenComparing(job -> tasks.indexOf(job.identity.task()))
                        .thenComparing(job -> seeds.indexOf(job.identity.seed())));
    }

    /** Trains one run for another process, which is told of it and keeps it; checkpoints go into the store. */
    void trainFor(RunJob job, BooleanSupplier taskKilled) {
        killed = taskKilled;
        train(job);
    }

    /** Takes over a run that was trained elsewhere. */
    void receive(RunJob job, RunLog log, Checkpoint state, boolean ended) {
        job.bring(state);
        if (ended) {
            job.finish(log);
            keep(job);
        } else {
            pause(job, log);
        }
    }

    /** Whether nothing can be kept any more. */
    boolean cannotKeep() {
        return storeFailure.get() != null;
    }

    RunStore store() {
        return store;
    }

    int checkpointEvery() {
        return checkpointEvery;
    }

    private boolean stopping() {
        return stopping || killed != null && killed.getAsBoolean();
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

    private void train(RunJob job) {
        if (stopping()) {
            return;
        }
        RunLog log = job.identity.newLog();
        TrainingRun run = null;
        try {
            run = job.newRun();
            log = run.log();
            job.log = job.candidates().isEmpty() ? log : null;
            job.beginAdvancing();
            try {
                if (!advance(job, run, Math.min(Replay.FIRST, job.last(run)))) {
                    return;
                }
                run = goOn(job, run);
                if (job.finished || trainedElsewhere) {
                    return;
                }
                log = run.log();
                job.log = log;
                if (!advance(job, run, job.last(run))) {
                    return;
                }
                if (!run.finished()) {
                    pause(job, run.log());
                    return;
                }
            } finally {
                job.endAdvancing();
            }
        } catch (Throwable e) {
            boolean error = e instanceof Error && !(e instanceof AssertionError);
            if (stopping() && !error) {
                return; // interrupted, in whatever the environment makes of that
            }
            log.fail(Failures.reason(log, e));
            job.lasting = !error; // no memory, no native library: that may be otherwise next time
        } finally {
            if (run != null) {
                run.close();
            }
        }
        KeptRun same = sameFailure(job, log);
        if (same != null) {
            take(job, same);
        } else {
            job.finish(log);
            keep(job);
        }
    }

    /**
     * Looks which of the kept runs comes out the same: a finished one is taken, and one that is not goes on.
     *
     * @param run the run, after its first updates; closed where another is given
     * @return the run that goes on
     */
    private TrainingRun goOn(RunJob job, TrainingRun run) {
        for (KeptRun kept : job.candidates()) {
            String difference = Replay.difference(run.log(), kept.log(), 0);
            try {
                if (difference == null && kept.state() != null) {
                    TrainingRun end = Replay.end(job, kept);
                    run.close();
                    run = end;
                }
            } catch (RunState.HiddenStateException e) {
                job.beganAnew = !kept.finished();
            } catch (RuntimeException e) {
                if (stopping()) {
                    throw e;
                }
                difference =
                        e instanceof Replay.OtherwiseException ? e.getMessage() : "cannot go on: " + e.getMessage();
            }
            if (difference != null) {
                job.otherwise = job + " " + difference;
            } else if (kept.finished()) {
                take(job, kept);
                return run;
            } else {
                if (!kept.inMemory()) {
                    job.number = kept.number(); // the checkpoint's place, also where the run begins anew
                }
                if (!job.beganAnew) {
                    job.dropStates();
                    return run;
                }
            }
        }
        if (!job.candidates().isEmpty()) {
            job.noneIsThis();
        }
        return run;
    }

    /** A run that fails in its first updates again. */
    private static KeptRun sameFailure(RunJob job, RunLog log) {
        return job.candidates().stream()
                .filter(kept -> log.failure().isPresent()
                        && kept.log().failure().equals(log.failure())
                        && Replay.difference(log, kept.log(), 0) == null)
                .findFirst()
                .orElse(null);
    }

    private void take(RunJob job, KeptRun kept) {
        job.found = kept;
        job.finish(kept.inMemory() ? kept.log().snapshot() : kept.log());
        job.kept = !kept.inMemory();
        if (kept.inMemory()) {
            toStore(job, kept.log(), kept.state() == null ? null : kept.state().get());
        }
    }

    /** Keeps what it takes to go on; where nothing was trained, that is kept already. */
    private void pause(RunJob job, RunLog log) {
        if (job.state() != null && killed == null) {
            checkpoint(job, log);
            RunMemory.keep(job.identity, log, job.state(), false);
        }
        job.finish(log);
    }

    private void keep(RunJob job) {
        if (!job.lasting || killed != null) {
            return;
        }
        if (!job.failed() && (!trainedElsewhere || store == null)) { // thousands of runs have no room in memory
            RunMemory.keep(job.identity, job.log, job.state(), true);
        }
        toStore(job, job.log, job.state());
    }

    private void toStore(RunJob job, RunLog log, Checkpoint state) {
        if (store != null) {
            toStore(() -> {
                store.keep(job.identity, job.number, log, state);
                job.kept = true;
            });
        }
    }

    /** Trains up to an update, or until the ablation stops; says whether up to the update. */
    private boolean advance(RunJob job, TrainingRun run, int last) {
        int every = checkpointEvery > 0 ? checkpointEvery : Math.max(LEAST_UPDATES, run.updates() / CHECKPOINTS);
        while (run.log().updates().size() < last && !run.finished()) {
            if (stopping()) {
                checkpoint(job, run.log());
                return false;
            }
            long begin = System.nanoTime();
            job.take(run);
            run.update();
            job.nanos += System.nanoTime() - begin;
            job.trained += run.rollout().size();
            int updates = run.log().updates().size();
            job.steps = Math.max(job.steps, (long) updates * run.rollout().size());
            if (updates % every == 0 && !run.finished()) {
                checkpoint(job, run.log());
            }
        }
        return true;
    }

    /** What the first updates are compared with, and the state before the last ones: less cannot be verified. */
    private void checkpoint(RunJob job, RunLog log) {
        if (store == null
                || job.beganAnew
                || job.state() == null
                || log.updates().size() <= Replay.FIRST) {
            return;
        }
        toStore(() -> {
            store.keepUnfinished(job.identity, job.number, log, job.state());
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
}
