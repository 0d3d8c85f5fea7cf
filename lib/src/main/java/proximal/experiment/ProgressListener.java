package proximal.experiment;

import java.util.List;
import java.util.function.Supplier;
import proximal.record.RunLog;

/**
 * Is told how far the runs of an {@link Ablation} are, one call after the other, on a thread of its own.
 *
 * <p>Copy: with the library.
 */
@FunctionalInterface
public interface ProgressListener {

    /**
     * Takes note of the progress.
     *
     * @param fraction the share of the environment steps that is done, in [0, 1]
     * @param text what is done, in words
     */
    void update(double fraction, String text);

    /**
     * Is called before the first update, and again where a kept run comes out otherwise.
     *
     * @param fraction the share that was done before, as far as is known
     */
    default void begin(double fraction) {}

    /**
     * Is called before each update where the time left is known: by the speed of each variant on each task, since one may be
     * ten times as fast as another.
     *
     * @param seconds the time left, s
     */
    default void left(double seconds) {}

    /**
     * Is called after each update, and may ask for what is recorded so far.
     *
     * @param soFar gives the logs of the runs that have begun, those that are not finished as copies; the tasks that have
     *     such runs stand behind the others
     */
    default void logs(Supplier<List<RunLog>> soFar) {}

    /**
     * Is called at the end with what should not be missed: that some runs failed and others did not, or that kept runs came
     * out otherwise and were trained anew. Writes to standard error where it is not overridden.
     *
     * @param line how many of how many, of which variants, the first reason, and what can be done
     */
    default void note(String line) {
        System.err.println(line);
    }
}
