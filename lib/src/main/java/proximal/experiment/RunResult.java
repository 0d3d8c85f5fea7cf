package proximal.experiment;

import java.io.Serializable;
import java.util.Map;
import proximal.policy.ActorCriticFactory;
import proximal.record.Checkpoint;
import proximal.record.LogCsv;
import proximal.record.Policy;
import proximal.record.RunLog;

/**
 * A run on its way back from another JVM.
 *
 * @param refusal why it was not trained; null where it was
 * @param failure why it failed; null where it did not
 * @param stopped why it was stopped; null where it was not
 * @param ended whether it is at its end and not at a pause
 * @param tables its tables, a zip file
 * @param state its state before the last updates; null where there is none
 * @param policy its policy; null where there is none
 */
record RunResult(
        String refusal, String failure, String stopped, boolean ended, byte[] tables, byte[] state, byte[] policy)
        implements Serializable {

    static RunResult refused(String reason) {
        return new RunResult(reason, null, null, false, null, null, null);
    }

    /** What a job has at its end or pause; its log is whole. */
    static RunResult of(RunJob job, RunLog log) {
        Checkpoint tables = new Checkpoint(Map.of());
        LogCsv.write(log).forEach(tables::put);
        int last = log.updates().size();
        boolean paused = log.failure().isEmpty()
                && log.stopped().isEmpty()
                && last < job.config.totalSteps() / job.config.rolloutSize();
        return new RunResult(
                null,
                log.failure().orElse(null),
                log.stopped().orElse(null),
                !paused,
                tables.toBytes(),
                job.state() == null ? null : job.state().toBytes(),
                log.policy().map(Policy::toBytes).orElse(null));
    }

    /** The log, of an identity. */
    RunLog log(RunIdentity identity, ActorCriticFactory network) {
        RunLog log = identity.newLog();
        Checkpoint csv = Checkpoint.read(tables);
        LogCsv.read(csv::csv, log);
        if (failure != null) {
            log.fail(failure);
        }
        if (stopped != null) {
            log.stop(stopped);
        }
        if (policy != null) {
            log.keep(Policy.of(policy, network));
        }
        return log;
    }

    /** The state; null where there is none. */
    Checkpoint checkpoint() {
        return state == null ? null : Checkpoint.read(state);
    }
}
