package proximal.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import proximal.record.Checkpoint;
import proximal.record.RunLog;

/**
 * The finished and paused runs of this JVM, for all ablations, since a notebook's cell makes a new ablation each time that it is run. The
 * oldest make room where all would take more than an eighth of the heap.
 */
final class RunMemory {
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 8;
    /** What a record takes, about. */
    private static final int UPDATE_BYTES = 720;

    private static final int EPISODE_BYTES = 56;

    private static final Map<KeptRun, RunIdentity> RUNS = new LinkedHashMap<>();

    private RunMemory() {}

    /** Keeps a run that is finished, or has paused; the pauses that it made before are forgotten. */
    static synchronized void keep(RunIdentity identity, RunLog log, Checkpoint state, boolean finished) {
        RUNS.entrySet()
                .removeIf(entry ->
                        entry.getValue().equals(identity) && !entry.getKey().finished());
        RUNS.put(new KeptRun(log.snapshot(), state == null ? null : () -> state, finished, 0), identity);
        long bytes = RUNS.keySet().stream().mapToLong(RunMemory::bytes).sum();
        while (bytes > MOST_BYTES && RUNS.size() > 1) {
            KeptRun oldest = RUNS.keySet().iterator().next();
            bytes -= bytes(oldest);
            RUNS.remove(oldest);
        }
    }

    private static long bytes(KeptRun run) {
        return (long) UPDATE_BYTES * run.log().updates().size()
                + (long) EPISODE_BYTES * run.log().episodes().size()
                + (run.state() == null ? 0 : run.state().get().bytes());
    }

    /** The runs with an identity. */
    static synchronized List<KeptRun> find(RunIdentity identity) {
        List<KeptRun> found = new ArrayList<>();
        RUNS.forEach((run, whose) -> {
            if (whose.equals(identity)) {
                found.add(0, run);
            }
        });
        return found;
    }

    /** Forgets all. */
    static synchronized void forget() {
        RUNS.clear();
    }
}
