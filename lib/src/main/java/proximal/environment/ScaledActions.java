package proximal.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An environment whose actions lie in [-1, 1] and are brought to the box of another: a = low + (u + 1) / 2 (high - low). A new
 * policy draws around 0 with a standard deviation of 1, so a box far from there would be shown one of its corners for ever.
 *
 * <pre>{@code
 * new TrainingRun(() -> new MyEnvironment(), "ppo", config.withScaledActions(true), 1)
 * }</pre>
 *
 * <p>Copy: with the library.
 */
public final class ScaledActions extends ActionWrapper {
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private final BoxSpace box;
    private final BoxSpace unit;

    /**
     * Scales the actions of an environment.
     *
     * @param environment the environment; its {@link #close close} is called by this one's
     * @throws IllegalArgumentException if its actions are no box of finite bounds
     */
    public ScaledActions(Environment environment) {
        super(environment);
        box = finiteBox(environment);
        unit = BoxSpace.of(box.size(), -1, 1);
    }

    /**
     * Gives the actions of an environment where they can be scaled.
     *
     * @param environment the environment
     * @return its action space
     * @throws IllegalArgumentException if it is no box of finite bounds
     */
    public static BoxSpace finiteBox(Environment environment) {
        if (!(environment.actionSpace() instanceof BoxSpace actions)) {
            throw new IllegalArgumentException("actions to be scaled must lie in a box but those of "
                    + environment.name() + " lie in " + environment.actionSpace());
        }
        for (int i = 0; i < actions.size(); i++) {
            if (!Float.isFinite(actions.high(i) - actions.low(i))) {
                throw new IllegalArgumentException("actions to be scaled need finite bounds but coordinate " + i
                        + " of " + environment.name() + " has " + actions.low(i) + " and " + actions.high(i));
            }
        }
        return actions;
    }

    /**
     * Tells which coordinates of a box a new policy cannot explore: it draws around 0 with a standard deviation of 1.
     *
     * @param actions the space of the actions
     * @return a sentence for each such coordinate; none for discrete actions
     */
    public static List<String> warnings(Space actions) {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; actions instanceof BoxSpace box && i < box.size(); i++) {
            double width = (double) box.high(i) - box.low(i);
            long inside = Math.round(100 * (below(box.high(i)) - below(box.low(i))));
            if (inside < 20 || width > 20 && width < Double.POSITIVE_INFINITY) {
                sentences.add("action coordinate " + i + " reaches from " + box.low(i) + " to " + box.high(i)
                        + ", but a new policy draws around 0 with a standard deviation of 1, so that "
                        + (inside < 20
                                ? "only about " + inside
                                        + " % of its actions lie within and the others are clipped to an end"
                                : "nearly all of its actions lie in a small part of that")
                        + "; bring the actions to [-1, 1] with withScaledActions or ScaledActions.");
            }
        }
        return sentences;
    }

    /** The share of a standard normal distribution below x, to 0.01, by a logistic curve. */
    private static double below(double x) {
        return 1 / (1 + Math.exp(-1.702 * x));
    }

    /**
     * Says on {@code System.err} what a new policy cannot explore, each sentence once in a process.
     *
     * @param name the name of the task
     * @param actions the space of its actions
     */
    public static void warn(String name, Space actions) {
        warnings(actions).stream()
                .map(sentence -> name + ": " + sentence)
                .filter(SAID::add)
                .forEach(System.err::println);
    }

    @Override
    public Space actionSpace() {
        return unit;
    }

    /** What lies outside of [-1, 1] is clipped. */
    @Override
    protected float bring(int i, float number) {
        double share = (Math.min(Math.max(number, -1), 1) + 1.0) / 2;
        return (float) (box.low(i) + share * ((double) box.high(i) - box.low(i)));
    }
}
