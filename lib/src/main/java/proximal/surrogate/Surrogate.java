package proximal.surrogate;

/**
 * The objective of one sample as a function of its ratio and its advantage, to be maximised: what tells the algorithms of
 * the family apart. A new one is a lambda, and trains at full speed:
 *
 * <pre>{@code
 * Surrogate mine = (ratio, advantage) -> Math.min(ratio, 1.5) * advantage;
 * mine.objective(2, 3) // 4.5
 * }</pre>
 *
 * <p>The ratio is r = pi_new(a|s) / pi_old(a|s), positive. The gradient of the objective in log pi_new(a|s) is {@link
 * #slope slope} * r. An implementation has no state and may be called from several threads.
 */
@FunctionalInterface
public interface Surrogate {

    /**
     * The objective of one sample.
     *
     * @param ratio the probability of the action under the new policy over that under the old one, positive
     * @param advantage the advantage of the action
     * @return the objective, to be maximised
     */
    double objective(double ratio, double advantage);

    /**
     * The derivative of the objective in the ratio. The built-in surrogates have it exactly; by default it is the central
     * difference with a step of 1e-6 times the ratio, so that it never leaves the positive numbers. What training uses is slope
     * * ratio, whose error is then about 1e-10 times the objective.
     *
     * @param ratio the ratio, positive
     * @param advantage the advantage
     * @return the derivative of {@link #objective objective} in the ratio
     */
    default double slope(double ratio, double advantage) {
        double step = 1e-6 * ratio;
        double above = ratio + step;
        double below = ratio - step;
        return (objective(above, advantage) - objective(below, advantage)) / (above - below);
    }
}
