package proximal.training;

import java.util.function.Supplier;
import proximal.environment.Environment;
import proximal.environment.Require;
import proximal.environment.SplitMix64;
import proximal.update.Diagnostics;

/**
 * Evaluations of the policy in the course of a run, on environments of their own: the run trains as it would without them. Each
 * evaluation of a run plays from the same seeds, so that its episodes begin alike. The update after which one was made records
 *
 * <table>
 * <caption>The columns</caption>
 * <tr><th>column</th><th>content</th></tr>
 * <tr><td>evaluationReturn</td><td>the mean undiscounted return of the evaluation's episodes</td></tr>
 * <tr><td>evaluationError</td><td>the standard error of that mean; NaN for a single episode</td></tr>
 * <tr><td>evaluationLength</td><td>the mean number of steps</td></tr>
 * </table>
 *
 * <p>and every other update NaN there. Beside {@code episodeReturn}, which is of the policies of the last hundred episodes and of
 * drawn actions, it is the return of one policy.
 *
 * <p>Copy: with the library.
 *
 * @param everySteps the environment steps from one evaluation to the next, at least 1; one is made after the last update too
 * @param evaluation how to evaluate; its seed is mixed with that of the run
 */
public record EvaluationSchedule(long everySteps, Evaluation evaluation) {
    /** The stream of a run's seed that evaluations use, behind those of {@link TrainingRun}. */
    private static final long STREAM = 4;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if everySteps is less than 1 or there is no evaluation
     */
    public EvaluationSchedule {
        Require.that(everySteps >= 1, "everySteps", "at least 1", everySteps);
        Require.that(evaluation != null, "evaluation", "given", evaluation);
    }

    /**
     * Evaluates where it is time to.
     *
     * @param run the run, before the record of its update is made
     * @param task makes an environment of the task
     * @param steps the environment steps so far, those of the update's rollout among them
     * @param last whether it is the last update
     * @param measured gets the columns
     */
    public void measure(
            TrainingRun run, Supplier<? extends Environment> task, long steps, boolean last, Diagnostics measured) {
        long before = steps - run.rollout().size();
        boolean due = last || before / everySteps != steps / everySteps;
        double[] returns = {};
        double length = Double.NaN;
        if (due) {
            long ofRun = SplitMix64.streamSeed(run.log().seed(), STREAM);
            var episodes = evaluation
                    .withSeed(SplitMix64.streamSeed(ofRun, evaluation.seed()))
                    .of(run.policy(), task);
            returns = episodes.stream()
                    .mapToDouble(Evaluation.Episode::episodeReturn)
                    .toArray();
            length = episodes.stream()
                    .mapToInt(Evaluation.Episode::length)
                    .average()
                    .orElseThrow();
        }
        double mean = 0;
        for (double one : returns) {
            mean += one / returns.length;
        }
        double squares = 0;
        for (double one : returns) {
            squares += (one - mean) * (one - mean);
        }
        double n = returns.length;
        measured.put("evaluationReturn", due ? mean : Double.NaN);
        measured.put("evaluationError", Math.sqrt(squares / (n - 1) / n));
        measured.put("evaluationLength", length);
    }
}
