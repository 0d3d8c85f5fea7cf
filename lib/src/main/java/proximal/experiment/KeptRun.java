package proximal.experiment;

import java.util.function.Supplier;
import proximal.record.Checkpoint;
import proximal.record.RunLog;

/**
 * A run that was kept, in a store or in memory, finished or not.
 *
 * @param log what it recorded
 * @param state gives its state some updates before the end of the log, {@link RunJob#state()}; null where there is none, since
 *     the environments cannot give it or the run was too short
 * @param finished whether it is trained to its end, or failed
 * @param number the number behind the name of its files; 0 in memory
 */
record KeptRun(RunLog log, Supplier<Checkpoint> state, boolean finished, int number) {

    /** Whether it is in memory, and not in a store. */
    boolean inMemory() {
        return number == 0;
    }

    boolean failed() {
        return log.failure().isPresent();
    }
}
