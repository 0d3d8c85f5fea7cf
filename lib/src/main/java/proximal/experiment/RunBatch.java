package proximal.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import proximal.record.RunLog;

/** The runs of one call of an ablation: found in memory and store, trained where they are missing. */
final class RunBatch {
    private final List<RunJob> jobs;

    RunBatch(List<RunJob> jobs) {
        this.jobs = jobs;
    }

    /** Looks at all that is kept before anything is run, so that a refusal costs nothing; without a store if that is null. */
    void find(RunStore open, boolean retryFailed) {
        for (RunJob job : jobs) {
            List<KeptRun> runs = new ArrayList<>(RunMemory.find(job.identity));
            if (open != null) {
                job.number = open.freeNumber(job.identity);
                runs.addAll(open.find(job.identity, job.config.network(), retryFailed));
            }
            job.offer(runs, retryFailed);
        }
    }

    /**
     * Trains what does not come out of what was found.
     *
     * @param listener who is told; null for the one that the maker makes, and which is closed at the end
     */
    void train(
            RunStore open,
            int checkpointEvery,
            int threads,
            SparkRunner cluster,
            ProgressListener listener,
            LongFunction<ProgressListener> maker) {
        long steps = jobs.stream().mapToLong(job -> job.config.totalSteps()).sum();
        ProgressListener told = listener != null ? listener : maker.apply(steps);
        try {
            RunReport report = new RunReport(jobs, open == null ? null : open.folder(), threads, told);
            new RunWorkers(jobs, open, checkpointEvery, report).run(threads, cluster);
        } finally {
            if (listener == null && told instanceof AutoCloseable display) {
                close(display);
            }
        }
    }

    private static void close(AutoCloseable display) {
        try {
            display.close();
        } catch (Exception e) {
            System.err.println("the display of the progress could not be closed: " + e);
        }
    }

    /**
     * Gives the logs, those of failed runs among them.
     *
     * @throws IllegalStateException if every run failed, the message giving a reason
     */
    List<RunLog> logs() {
        if (jobs.stream().allMatch(RunJob::failed)) {
            RunJob first = jobs.get(0);
            throw new IllegalStateException((jobs.size() == 1 ? "the run " : "all " + jobs.size() + " runs failed: ")
                    + first
                    + " failed " + first.log.failure().orElseThrow()
                    + (first.kept ? " (the store remembers it; retryFailed() runs it again)" : ""));
        }
        return jobs.stream().map(job -> job.log).toList();
    }
}
