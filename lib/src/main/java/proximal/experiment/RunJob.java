package proximal.experiment;

import java.util.function.Supplier;
import proximal.environment.Environment;
import proximal.record.Checkpoint;
import proximal.record.RunLog;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;

/** One run of an ablation, before, while and after it is trained. One thread works on it; others may look. */
final class RunJob {
    final String taskName;
    final Supplier<? extends Environment> task;
    final String variant;
    final TrainingConfig config;
    final long seed;
    /** What it is under in the store; null where there is none. */
    final RunIdentity identity;

    private Thread worker;

    /** Where it goes on from; null at its beginning. */
    Checkpoint from;
    /** The environment steps done, the left-out ones of a failed run too. */
    volatile long steps;
    /** The log that the run writes; null before. */
    volatile RunLog log;
    /** Whether the log is as it will be. */
    volatile boolean finished;
    /** Whether a store may keep it; of the thread that works on it. */
    boolean lasting;
    /** Whether the store had it before. */
    boolean found;
    /** Whether it is in the store. */
    volatile boolean kept;
    /** Whether a checkpoint is in the store. */
    volatile boolean checkpointed;
    /** Whether it has a checkpoint that it could not go on from, since its network has state beside its parameters. */
    volatile boolean beganAnew;

    RunJob(
            String taskName,
            Supplier<? extends Environment> task,
            String variant,
            TrainingConfig config,
            long seed,
            RunIdentity identity) {
        this.taskName = taskName;
        this.task = task;
        this.variant = variant;
        this.config = config;
        this.seed = seed;
        this.identity = identity;
    }

    /** The run at its beginning. */
    TrainingRun newRun() {
        return new TrainingRun(taskName, task, variant, config, seed);
    }

    /** From here on the thread may be interrupted, and not while a network is made: an engine is loaded once or never. */
    synchronized void beginAdvancing() {
        worker = Thread.currentThread();
    }

    /** From here on the thread is interrupted no more. */
    synchronized void endAdvancing() {
        worker = null;
        Thread.interrupted();
    }

    /** Interrupts the thread that advances the run, if there is one. */
    synchronized void interrupt() {
        if (worker != null) {
            worker.interrupt();
        }
    }

    /** Takes note of the end. */
    void finish(RunLog whole) {
        log = whole;
        steps = config.totalSteps();
        finished = true;
    }

    boolean failed() {
        return finished && log.failure().isPresent();
    }

    @Override
    public String toString() {
        return variant + " on " + taskName + " with seed " + seed;
    }
}
