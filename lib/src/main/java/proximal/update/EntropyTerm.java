package proximal.update;

/**
 * The entropy bonus: -coefficient * mean(entropy). Source: Schulman et al. 2017, arXiv 1707.06347, equation 9.
 *
 * <p>Copy: with the library.
 *
 * @param coefficient c2, not negative
 */
public record EntropyTerm(double coefficient) implements LossTerm {

    /** Adds to {@link Minibatch#entropyGradient}. */
    @Override
    public double add(Minibatch batch) {
        batch.entropyGradient -= coefficient / batch.size;
        return -coefficient * batch.mean(batch.entropy);
    }
}
