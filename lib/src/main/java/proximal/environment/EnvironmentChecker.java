package proximal.environment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Tells what is wrong with an environment, as Gymnasium's {@code check_env} does: run it on an environment of your own.
 *
 * <pre>
 * EnvironmentChecker.check(new MyEnvironment());                  // the report, in a notebook
 * EnvironmentChecker.check(new MyEnvironment()).requireValid();   // throws where there is a problem, in a test
 * </pre>
 *
 * <p>It plays several episodes of random actions and looks at the name and the spaces; at every observation and reward;
 * whether the same seed and actions give the same bits, whatever was played before; whether the environment keeps or
 * changes arrays that belong to the caller; and whether a state that it gave leads on to the same bits. What it cannot see:
 * a mistake in the dynamics, and what only other actions or longer episodes show.
 *
 * <p>Copy: with the library.
 */
public final class EnvironmentChecker {
    /** Beyond, an observation saturates a new network, and returns are far from its values. */
    private static final double LARGE = 100;

    private static final String FAR = " was %s, far from the scale of a new network; bring it there with ";
    private static final int STEPS = 200;
    private static final int SEEDS = 8;
    private static final long SEED = 123;
    // NaNs with a payload that no computation gives, so that what was never written can be told from what is NaN.
    private static final float UNWRITTEN = Float.intBitsToFloat(0x7FC0BEEF);
    private static final double UNSET = Double.longBitsToDouble(0x7FF80000DEADBEEFL);

    private final Environment environment;
    // Of each kind the first finding, as the others follow from it or repeat it.
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final Map<String, String> warnings = new LinkedHashMap<>();

    private EnvironmentChecker(Environment environment) {
        this.environment = environment;
    }

    /**
     * What a check found, each finding in one sentence.
     *
     * @param problems what breaks the rules of {@link Environment}
     * @param warnings what is allowed but most often a mistake
     */
    public record Report(List<String> problems, List<String> warnings) {

        /**
         * Makes a report.
         *
         * @param problems what breaks the rules; copied
         * @param warnings what is allowed but most often a mistake; copied
         */
        public Report {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }

        /**
         * {@return whether no problem was found; there may be warnings}
         */
        public boolean isValid() {
            return problems.isEmpty();
        }

        /**
         * Throws where a problem was found.
         *
         * @throws IllegalStateException if there is a problem; the message holds them all
         */
        public void requireValid() {
            Require.state(isValid(), this::toString);
        }

        @Override
        public String toString() {
            String text = isValid() ? "no problem found" : "problems:\n- " + String.join("\n- ", problems);
            return warnings.isEmpty() ? text : text + "\nwarnings:\n- " + String.join("\n- ", warnings);
        }
    }

    /**
     * Checks an environment; it is stepped and reset, and not closed.
     *
     * @param environment the environment, new or between episodes
     * @return every problem found
     * @throws CancellationException if the thread is interrupted, before the next step
     */
    public static Report check(Environment environment) {
        EnvironmentChecker checker = new EnvironmentChecker(environment);
        checker.attempt(() -> {
            if (checker.checkNameAndSpaces()) {
                checker.attempt(checker::checkEpisodes);
                checker.attempt(checker::checkState);
            }
        });
        return new Report(List.copyOf(checker.problems.values()), List.copyOf(checker.warnings.values()));
    }

    private void attempt(Runnable part) {
        try {
            part.run();
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            Object origin = e.getStackTrace().length == 0 ? "an unknown place" : e.getStackTrace()[0];
            problem("exception " + e, "the environment threw %s from %s.", e, origin);
        }
    }

    private void problem(String kind, String sentence, Object... values) {
        problems.computeIfAbsent(kind, first -> String.format(Locale.ROOT, sentence, values));
    }

    private void warn(String kind, String sentence, Object... values) {
        warnings.computeIfAbsent(kind, first -> String.format(Locale.ROOT, sentence, values));
    }

    private boolean checkNameAndSpaces() {
        String name = environment.name();
        if (name == null || name.isBlank()) {
            problem("name", "name() must give a name but gave %s.", name == null ? "null" : "a blank one");
        }
        BoxSpace observations = environment.observationSpace();
        Space actions = environment.actionSpace();
        if (observations == null) {
            problem("observationSpace", "observationSpace() must give a space but gave null.");
        }
        if (actions == null) {
            problem("actionSpace", "actionSpace() must give a space but gave null.");
        }
        ScaledActions.warnings(actions).forEach(sentence -> warn(sentence, "%s", sentence));
        if (actions instanceof BoxSpace box) {
            for (int i = 0; i < box.size(); i++) {
                if (Float.isInfinite(box.low(i)) || Float.isInfinite(box.high(i))) {
                    warn("bounds", "action coordinate %d has no finite bounds, so no action can be clipped.", i);
                }
            }
        }
        return observations != null && actions != null;
    }

    /** The same seed before and after other seeds, and with arrays that are overwritten after each call. */
    private void checkEpisodes() {
        List<double[]> first = play(SEED, false);
        boolean differ = false;
        for (int i = 1; i <= SEEDS; i++) {
            differ |= differing(first, play(SEED + i, false)) >= 0;
        }
        if (!differ) {
            String sentence = "reset gives the same episode for %d different seeds, so nothing in it is random.";
            warn("seeds", sentence, SEEDS + 1);
        }
        int again = differing(first, play(SEED, false));
        if (again >= 0) {
            problem("seed", "the same seed and actions must give the same episode but they differed %s.", at(again));
            return;
        }
        int overwritten = differing(first, play(SEED, true));
        if (overwritten >= 0) {
            String sentence = "the episode changed %s when the caller overwrote the arrays of earlier calls, so the"
                    + " environment keeps an array that belongs to the caller.";
            problem("kept", sentence, at(overwritten));
        }
    }

    private static String at(int call) {
        return call == 0 ? "at reset" : "at call " + call + " after the reset";
    }

    /** Plays some steps from a reset, again and again where episodes end; gives for each call all that it showed. */
    private List<double[]> play(long seed, boolean overwrite) {
        SplitMix64 random = new SplitMix64(1);
        List<double[]> shown = new ArrayList<>();
        float[] observation = reset(seed, shown, 0);
        float[] seen = observation.clone();
        StepResult result = new StepResult();
        for (int step = 1; step <= STEPS; step++) {
            float[] action = sample(random, seen);
            float[] next = step(action, observation, result, shown, step);
            seen = next.clone();
            if (overwrite) {
                Arrays.fill(action, 0);
                Arrays.fill(observation, 0);
                Arrays.fill(next, 0);
            }
            observation = next;
            if (result.done()) {
                observation = reset(seed + step, shown, step);
                seen = observation.clone();
            }
        }
        return shown;
    }

    private float[] reset(long seed, List<double[]> shown, int step) {
        float[] observation = unwritten();
        environment.reset(seed, observation);
        checkObservation(observation, step == 0 ? "reset" : "the reset after step " + step);
        shown.add(shown(observation, new StepResult()));
        return observation;
    }

    private float[] step(float[] action, float[] previous, StepResult result, List<double[]> shown, int step) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the check was interrupted before step " + step + " of an episode");
        }
        float[] given = action.clone();
        float[] before = previous.clone();
        float[] observation = unwritten();
        result.set(UNSET, false, false);
        environment.step(action, observation, result);
        checkObservation(observation, "step " + step);
        checkReward(result.reward(), step);
        if (!Arrays.equals(given, action)) {
            String sentence = "step must leave the action as it is but changed %s to %s in step %d.";
            problem("action", sentence, Arrays.toString(given), Arrays.toString(action), step);
        }
        if (!Arrays.equals(before, previous)) {
            String sentence =
                    "the observation array of an earlier call belongs to the caller but was written to in step %d.";
            problem("kept", sentence, step);
        }
        shown.add(shown(observation, result));
        return observation;
    }

    private float[] unwritten() {
        float[] observation = new float[environment.observationSpace().size()];
        Arrays.fill(observation, UNWRITTEN);
        return observation;
    }

    private void checkObservation(float[] observation, String call) {
        BoxSpace space = environment.observationSpace();
        for (int i = 0; i < observation.length; i++) {
            float x = observation[i];
            String coordinate = "coordinate " + i + " of the observation of " + call;
            if (Float.floatToRawIntBits(x) == Float.floatToRawIntBits(UNWRITTEN)) {
                problem("unwritten", "%s was not written.", coordinate);
            } else if (!Float.isFinite(x)) {
                problem("finite", "%s must be finite but was %s.", coordinate, x);
            } else if (!(x >= space.low(i) && x <= space.high(i))) {
                String sentence = "%s must lie in its space, [%s, %s], but was %s.";
                problem("outside", sentence, coordinate, space.low(i), space.high(i), x);
            } else if (Math.abs(x) > LARGE) {
                warn("observation scale", "%s" + FAR + "withNormalizeObservations.", coordinate, x);
            }
        }
    }

    private void checkReward(double reward, int step) {
        if (Double.doubleToRawLongBits(reward) == Double.doubleToRawLongBits(UNSET)) {
            problem("result", "step must set the result but did not in step %d.", step);
        } else if (!Double.isFinite(reward)) {
            problem("reward", "the reward must be finite but was %s in step %d.", reward, step);
        } else if (Math.abs(reward) > LARGE) {
            warn("reward scale", "the reward of step %d" + FAR + "withNormalizeRewards.", step, reward);
        }
    }

    /** All that one call showed. */
    private static double[] shown(float[] observation, StepResult result) {
        double ended = (result.terminated() ? 1 : 0) + (result.truncated() ? 2 : 0);
        return DoubleStream.concat(
                        IntStream.range(0, observation.length).mapToDouble(i -> observation[i]),
                        DoubleStream.of(result.reward(), ended))
                .toArray();
    }

    /** The first call in which two plays differ, or -1. */
    private static int differing(List<double[]> one, List<double[]> other) {
        return Arrays.mismatch(
                one.toArray(double[][]::new), other.toArray(double[][]::new), (a, b) -> Arrays.equals(a, b) ? 0 : 1);
    }

    private float[] sample(SplitMix64 random, float[] observation) {
        float[] action = new float[environment.actionSpace().size()];
        ActionMask.sample(environment, observation, random, action);
        return action;
    }

    /** From a state in the middle of an episode, the same actions must lead on to the same bits. */
    private void checkState() {
        List<double[]> ignored = new ArrayList<>();
        float[] observation = reset(SEED, ignored, 0);
        StepResult result = new StepResult();
        float[] second = step(sample(new SplitMix64(2), observation), observation, result, ignored, 1);
        observation = result.done() ? reset(SEED, ignored, 1) : second;
        double[] state;
        try {
            state = environment.state();
        } catch (UnsupportedOperationException e) {
            warn("state", "state() is not supported, so a run on this environment cannot be resumed.");
            return;
        }
        double[] kept = state.clone();
        List<double[]> expected = playOn(observation);
        if (!Arrays.equals(kept, state)) {
            problem("alias", "state() must give a new array but gave one that later steps wrote to.");
        }
        reset(SEED + 1, ignored, 0);
        float[] restored = unwritten();
        environment.setState(kept.clone(), restored);
        if (!Arrays.equals(restored, observation)) {
            String sentence = "setState must show the observation of the state, %s, but showed %s.";
            problem("setState", sentence, Arrays.toString(observation), Arrays.toString(restored));
        }
        int differing = differing(expected, playOn(restored));
        if (differing >= 0) {
            String sentence = "after setState the same actions must lead on to the same bits but they differed in step"
                    + " %d from there.";
            problem("resumed", sentence, differing + 1);
        }
    }

    private List<double[]> playOn(float[] observation) {
        SplitMix64 random = new SplitMix64(3);
        List<double[]> shown = new ArrayList<>();
        StepResult result = new StepResult();
        float[] previous = observation;
        for (int step = 1; step <= STEPS && !result.done(); step++) {
            previous = step(sample(random, previous), previous.clone(), result, shown, step);
        }
        return shown;
    }
}
