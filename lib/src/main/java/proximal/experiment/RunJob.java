package proximal.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import proximal.environment.Environment;
import proximal.record.Checkpoint;
import proximal.record.RunLog;
import proximal.training.AfterUpdate;
import proximal.training.EvaluationSchedule;
import proximal.training.TrainingConfig;
import proximal.training.TrainingRun;

/** One run of an ablation, before, while and after it is trained. One thread works on it; others may look. */
final class RunJob {
    /** Between two states, which take some 0.1 ms. */
    private static final long EVERY_NANOS = 50_000_000;

    final RunIdentity identity;
    final TrainingConfig config;
    final Supplier<? extends Environment> task;
    /** Null where policies are not evaluated. */
    final EvaluationSchedule evaluations;

    final AfterUpdate callback;

    private Thread worker;

    /** What was kept of runs with this identity: finished ones first, then the newest first. */
    private List<KeptRun> candidates = List.of();
    /** The number behind the name of its files in the store. */
    int number;
    /** The last two states that were taken; null before there are such. */
    private Checkpoint lastState;

    private Checkpoint stateBefore;
    private long takenNanos;
    /** After how many updates the run pauses. */
    int limit = Integer.MAX_VALUE;
    /** Whether a failure would come again with the same seed: not one for want of memory or of a native library. */
    volatile boolean lasting = true;

    /** The environment steps that were done before, as far as is known. */
    volatile long before;
    /** The environment steps done, the left-out ones of a failed run too. */
    volatile long steps;
    /** The environment steps that were trained here, and the time that they took, ns. */
    volatile long trained;

    volatile long nanos;
    /** The log that the run writes; null before. */
    volatile RunLog log;
    /** Whether the log is as it will be. */
    volatile boolean finished;
    /** The kept run whose log this is; null where it was trained. */
    volatile KeptRun found;
    /** How a kept run with this identity came out otherwise; null where none did. */
    volatile String otherwise;
    /** Whether it is in the store. */
    volatile boolean kept;
    /** Whether a checkpoint is in the store. */
    volatile boolean checkpointed;
    /** Whether it has a checkpoint that it could not go on from, since its network has state beside its parameters. */
    volatile boolean beganAnew;
    /** Whether its environments cannot give their state, so that it has no checkpoints. */
    volatile boolean stateless;

    RunJob(
            RunIdentity identity,
            Supplier<? extends Environment> task,
            TrainingConfig config,
            EvaluationSchedule evaluations,
            AfterUpdate callback) {
        this.identity = identity;
        this.task = task;
        this.config = config;
        this.evaluations = evaluations;
        this.callback = callback;
    }

    /** Has the run pause after a number of steps, in whole updates, of which there is a state to go on from. */
    void pauseAfter(long most) {
        limit = (int) Math.min(Integer.MAX_VALUE, Math.max(Replay.FIRST + 1, most / config.rolloutSize()));
    }

    /** After which update the run ends or pauses. */
    int last(TrainingRun run) {
        return Math.min(limit, run.updates());
    }

    /** The environment steps up to there, a rest at the end too. */
    long goal() {
        return Math.min(config.totalSteps(), limit * config.rolloutSize());
    }

    /** Takes note of kept runs with this identity; what they did counts as done until one comes out otherwise. */
    void offer(List<KeptRun> runs, boolean retryFailed) {
        candidates = new ArrayList<>(runs);
        for (KeptRun run : runs) {
            if (retryFailed && run.failed()) {
                candidates.remove(run);
                number = run.number();
            }
        }
        candidates.sort(Comparator.comparing((KeptRun run) -> !run.finished())
                .thenComparing(run -> run.inMemory())
                .thenComparing(run -> -run.number()));
        checkpointed = candidates.stream().anyMatch(run -> !run.finished());
        if (!candidates.isEmpty()) {
            KeptRun first = candidates.get(0);
            int updates = first.log().updates().size();
            before = first.finished()
                    ? goal()
                    : Math.min(goal(), first.log().updates().get(updates - 1).steps());
            steps = before;
        }
    }

    List<KeptRun> candidates() {
        return candidates;
    }

    /** Takes note that none of the kept runs is this one. */
    void noneIsThis() {
        before = 0;
        steps = 0;
        checkpointed = false;
    }

    /** The run at its beginning. */
    TrainingRun newRun() {
        return new TrainingRun(identity.task(), task, identity.variant(), config, identity.seed())
                .evaluate(evaluations)
                .each(callback);
    }

    /** Takes the state before an update: before each of the last two, and else only so often that it costs next to nothing. */
    void take(TrainingRun run) {
        int updates = run.log().updates().size();
        boolean due = lastState == null || System.nanoTime() - takenNanos > EVERY_NANOS;
        if (updates == 0 || !due && updates < last(run) - Replay.LAST) {
            return;
        }
        try {
            Checkpoint state = run.state();
            stateBefore = lastState;
            lastState = state;
            takenNanos = System.nanoTime();
        } catch (UnsupportedOperationException e) {
            stateless = true; // An environment that cannot give its state has its run begin anew.
        }
    }

    /** Forgets the states, as those of another run. */
    void dropStates() {
        stateBefore = null;
        lastState = null;
    }

    /** Takes over the state of a run that was trained elsewhere. */
    void bring(Checkpoint state) {
        dropStates();
        lastState = state;
    }

    /** The state two updates ago or more, or one where there is none; null where there is none at all. */
    Checkpoint state() {
        return stateBefore == null ? lastState : stateBefore;
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
        whole.describe(config.hyperparameters());
        log = whole.first(limit);
        steps = goal();
        finished = true;
    }

    boolean failed() {
        return finished && log.failure().isPresent();
    }

    @Override
    public String toString() {
        return identity.toString();
    }
}
