package proximal.update;

/**
 * How the coefficient beta of the penalty on KL(old, new) goes on after an update. A new one is a lambda:
 *
 * <pre>{@code
 * KlRule mine = (klCoef, kl) -> kl > 0.02 ? 1.1 * klCoef : klCoef;
 * mine.next(2, 0.03) // 2.2
 * }</pre>
 *
 * <p>An implementation has no state and may be called from several threads.
 *
 * <p>Copy: alone.
 */
@FunctionalInterface
public interface KlRule {

    /**
     * Computes the coefficient of the next update.
     *
     * @param klCoef beta of the update that was done, not negative
     * @param kl the exact mean KL(old, new) over the whole rollout after that update, nats
     * @return beta of the next update, finite and not negative
     */
    double next(double klCoef, double kl);

    /**
     * Says whether the divergence is looked at. It takes an evaluation of the whole rollout after each update, so a rule that
     * does not need it says so and gets NaN.
     *
     * @return true unless an implementation says otherwise
     */
    default boolean needsKl() {
        return true;
    }
}
