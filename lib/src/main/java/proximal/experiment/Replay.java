package proximal.experiment;

import java.util.Arrays;
import java.util.List;
import proximal.record.EpisodeRecord;
import proximal.record.RunLog;
import proximal.training.TrainingRun;
import proximal.update.UpdateRecord;

/**
 * Trains parts of a kept run again and compares the bits: a kept run is taken again if it comes out the same. Nothing is
 * guessed about what a function does, or about which edits matter.
 *
 * <p>The first {@value #FIRST} updates are trained again and, from its last state, the last ones. Two are enough for what an
 * update changes to be read in the next one: weights, Adam's moments, beta, the learning rate. What shows in the middle of a
 * run and in neither of its ends is not seen.
 */
final class Replay {
    /** The updates that every run begins with, whether something was kept of it or not. */
    static final int FIRST = 2;

    /** The updates from the last state on, at least where the run has as many. */
    static final int LAST = 2;

    /** The one column that differs from time to time. */
    private static final String CLOCK = "stepsPerSecond";

    private Replay() {}

    /**
     * How what a run recorded so far differs from the beginning of a kept log, in words.
     *
     * @param from the number of updates that need not be compared
     * @return null where it does not
     */
    static String difference(RunLog now, RunLog kept, int from) {
        int updates = now.updates().size();
        if (kept.updates().size() < updates) {
            return "ended after update " + kept.updates().size() + " and goes on now";
        }
        boolean longer = kept.updates().size() > updates;
        if (now.stopped().isPresent()
                ? longer || !now.stopped().equals(kept.stopped())
                : !longer && kept.stopped().isPresent()) {
            return now.stopped()
                    .map(reason -> "is stopped after update " + updates + " now: " + reason)
                    .orElse("was stopped after update " + updates + " and is not now");
        }
        for (int i = from; i < updates; i++) {
            UpdateRecord was = kept.updates().get(i);
            UpdateRecord is = now.updates().get(i);
            if (!was.columns().equals(is.columns())) {
                return "had the columns " + was.columns() + " in update " + (i + 1) + " and has " + is.columns()
                        + " now";
            }
            for (String column : is.columns()) {
                if (Double.compare(was.get(column), is.get(column)) != 0 && !column.equals(CLOCK)) {
                    return "had " + column + " " + was.get(column) + " in update " + (i + 1) + " and has "
                            + is.get(column) + " now";
                }
            }
            if (!Arrays.equals(
                    kept.ratioHistograms().get(i).counts(),
                    now.ratioHistograms().get(i).counts())) {
                return "had other ratios in update " + (i + 1);
            }
        }
        List<EpisodeRecord> before = kept.episodes();
        int episodes = now.episodes().size();
        boolean more = updates > 0
                && before.size() > episodes
                && before.get(episodes).steps()
                        <= now.updates().get(updates - 1).steps();
        return before.size() < episodes || more || !before.subList(0, episodes).equals(now.episodes())
                ? "had other episodes"
                : null;
    }

    /**
     * Trains the last updates of a kept run again, from its state; where the run failed, the one that failed too.
     *
     * @return the run at the end of the kept log; its owner closes it
     * @throws OtherwiseException if it comes out otherwise
     * @throws proximal.training.RunState.HiddenStateException if the network has state that was not kept
     */
    static TrainingRun end(RunJob job, KeptRun kept) {
        TrainingRun run = job.newRun();
        try {
            run.restore(kept.state().get(), kept.log());
            int from = run.log().updates().size();
            while (run.log().updates().size() < kept.log().updates().size() && !run.finished()) {
                run.update();
            }
            String difference = difference(run.log(), kept.log(), from);
            if (difference == null && kept.failed()) {
                difference = failure(run, kept.log());
            }
            if (difference != null) {
                throw new OtherwiseException(difference);
            }
            return run;
        } catch (RuntimeException | Error e) {
            run.close();
            throw e;
        }
    }

    private static String failure(TrainingRun run, RunLog kept) {
        try {
            run.update();
        } catch (Exception | AssertionError e) {
            String reason = Failures.reason(run.log(), e);
            return kept.failure().orElseThrow().equals(reason) ? null : "fails otherwise now: " + reason;
        }
        return "failed in update " + (kept.updates().size() + 1) + " and does not now";
    }

    /** Says how a run comes out otherwise than it did. */
    static final class OtherwiseException extends RuntimeException {
        private static final long serialVersionUID = 1;

        OtherwiseException(String difference) {
            super(difference);
        }
    }
}
