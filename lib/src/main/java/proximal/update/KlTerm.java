package proximal.update;

/**
 * The penalty on the divergence from the old policy: coefficient * mean(KL(old, new)). Source: Schulman et al. 2017, arXiv
 * 1707.06347, equation 8.
 *
 * <p>Copy: with the library.
 *
 * @param coefficient beta, not negative
 */
public record KlTerm(double coefficient) implements LossTerm {

    /** Adds to {@link Minibatch#klGradient}. */
    @Override
    public double add(Minibatch batch) {
        batch.klGradient += coefficient / batch.size;
        return coefficient * batch.mean(batch.kl);
    }
}
