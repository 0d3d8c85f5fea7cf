package proximal.training;

import proximal.update.UpdateRecord;

/**
 * What happens between two updates of a run: a look at the record or the network, a stop on a condition, a coefficient changed
 * by a rule of one's own. A new one is a lambda, as this early stop:
 *
 * <pre>{@code
 * ablation.each((run, record) -> {
 *     if (record.get("episodeReturn") > 475) {
 *         run.stop("solved");
 *     }
 * });
 * }</pre>
 *
 * <p>It is called by every run, on several threads at a time, so what it collects must be made for that. What it does must follow
 * from the run and the record alone: where an ablation has a run already, only its first and last updates are trained again and
 * shown to it, to see whether it still does the same.
 *
 * <p>Copy: with the library.
 */
@FunctionalInterface
public interface AfterUpdate {

    /**
     * Is called after an update.
     *
     * @param run the run; {@link TrainingRun#log} says of which variant and seed, {@link TrainingRun#stop} ends it, {@link
     *     Coefficients#change} changes its next updates, and {@link TrainingRun#network} is live: copy its parameters to keep
     *     them
     * @param record what the update measured
     */
    void updated(TrainingRun run, UpdateRecord record);
}
