package proximal.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import proximal.record.RunLog;

/** Tells a listener how far the runs of an ablation are, and says what is kept of them and which failed. */
final class RunReport {
    /** How many variants with failed runs are named. */
    private static final int NAMED = 5;

    private static final long LOOK_MILLIS = 200;
    private static final long LAST_MILLIS = 5000;

    private final List<RunJob> jobs;
    /** The folder of the store; null where nothing is kept. */
    private final Path folder;

    private final int threads;
    private final ProgressListener listener;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Thread teller;
    private double toldBefore = Double.NaN;
    /** What the listener is told at last instead of the number of runs. */
    private volatile String last = "";

    RunReport(List<RunJob> jobs, Path folder, int threads, ProgressListener listener) {
        this.jobs = jobs;
        this.folder = folder;
        this.threads = threads;
        this.listener = listener;
    }

    /**
     * Begins to tell the listener. On a thread of its own: the calling thread is the one that an interrupt hits, and drawing
     * does not survive that everywhere (what Tablesaw does when it is loaded, for one, cannot be done again).
     */
    void begin() {
        teller = new Thread(this::tellToTheEnd, "proximal progress");
        teller.setDaemon(true);
        teller.start();
    }

    /** Has the listener told at last that the runs were interrupted. */
    void interrupted() {
        last = "interrupted; " + whatIsKept();
    }

    /** Tells the listener for the last time. */
    void end() {
        ended.countDown();
        try {
            teller.join(LAST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is kept of runs that were stopped, in words. */
    String whatIsKept() {
        String again = "; run it again to go on";
        if (folder == null) {
            long finished = count(job -> job.finished);
            return finished == 0
                    ? "no run has ended, so a new start begins with the first"
                    : finished + " of " + jobs.size() + " runs are kept in memory" + again;
        }
        long kept = count(job -> job.kept);
        long checkpoints = count(job -> job.checkpointed && !job.beganAnew && !job.kept);
        long anew = count(job -> job.stateless && !job.finished);
        return kept + " of " + jobs.size() + " runs are kept in " + folder + ", and checkpoints of " + checkpoints
                + again
                + (anew == 0 ? "" : ", but for " + anew + " begun anew, whose environments cannot give their state");
    }

    private void tellToTheEnd() {
        try {
            do {
                tell("");
            } while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
            tell(last);
            tellFailures();
            tellOtherwise();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        } catch (RuntimeException e) {
            System.err.println("the listener of the progress failed, and is told no more: " + e);
        }
    }

    private void tell(String instead) {
        double before = share(job -> job.before);
        if (before != toldBefore) { // once, and again where a kept run came out otherwise and is trained anew
            listener.begin(before);
            toldBefore = before;
        }
        double seconds = secondsLeft();
        if (seconds >= 0) {
            listener.left(seconds);
        }
        listener.update(share(job -> job.steps), instead.isEmpty() ? text() : instead);
        listener.logs(this::logs);
    }

    private double share(ToLongFunction<RunJob> steps) {
        double total = jobs.stream().mapToLong(RunJob::goal).sum();
        return Math.min(1, jobs.stream().mapToLong(steps).sum() / total);
    }

    /**
     * The time that the rest takes where each run keeps the speed of its variant on its task, or that of all where it has none
     * yet; NaN before anything was trained.
     */
    private double secondsLeft() {
        Map<List<String>, double[]> speeds = new HashMap<>();
        double[] all = new double[2];
        for (RunJob job : jobs) {
            for (double[] speed : new double[][] {all, speeds.computeIfAbsent(kind(job), kind -> new double[2])}) {
                speed[0] += job.nanos * 1e-9;
                speed[1] += job.trained;
            }
        }
        double rest = 0;
        for (RunJob job : jobs) {
            double[] own = speeds.get(kind(job));
            double[] speed = own[1] == 0 ? all : own;
            rest += (job.config.totalSteps() - Math.min(job.steps, job.config.totalSteps())) * speed[0] / speed[1];
        }
        return rest / Math.max(1, Math.min(threads, count(job -> !job.finished)));
    }

    private static List<String> kind(RunJob job) {
        return List.of(job.identity.task(), job.identity.variant());
    }

    private String text() {
        long finished = count(job -> job.finished);
        long failed = count(RunJob::failed);
        long stored = count(job -> job.found != null && !job.found.inMemory());
        long remembered = count(job -> job.found != null && job.found.inMemory());
        long anew = count(job -> job.beganAnew);
        long steps = jobs.stream().mapToLong(job -> job.steps).sum();
        String from = (stored == 0 ? "" : stored + " from the store, checked, ")
                + (remembered == 0 ? "" : remembered + " from memory, checked, ");
        return finished + " of " + jobs.size() + " runs"
                + (from.isEmpty() ? "" : " (" + from + (finished - stored - remembered) + " trained)")
                + String.format(Locale.ROOT, ", %,d steps", steps)
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
                failed.stream().map(job -> job.identity.variant()).distinct().toList();
        String more = variants.size() <= NAMED ? "" : " and " + (variants.size() - NAMED) + " more";
        long found = failed.stream().filter(job -> job.found != null).count();
        listener.note(failed.size() + " of " + jobs.size() + " runs failed, of the variant"
                + (variants.size() == 1 ? " " : "s ")
                + String.join(", ", variants.subList(0, Math.min(NAMED, variants.size()))) + more + "; the first: "
                + failed.get(0).log
                + (found == 0 ? "" : " (the store remembers " + found + " of them; retryFailed() runs them again)"));
    }

    private void tellOtherwise() {
        List<RunJob> anew = jobs.stream()
                .filter(job -> job.otherwise != null && job.found == null)
                .toList();
        if (!anew.isEmpty()) {
            listener.note(anew.size() + (anew.size() == 1 ? " run was" : " runs were")
                    + " trained anew, since the code computes otherwise than when what is kept was trained (the first: "
                    + anew.get(0).otherwise + "); the old ones stay in " + (folder == null ? "memory" : folder));
        }
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
                    underWay.add(job.identity.task());
                }
            }
        }
        logs.sort(Comparator.comparing(log -> underWay.contains(log.task())));
        return logs;
    }
}
