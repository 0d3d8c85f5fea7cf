package proximal.update;

/**
 * A term of the loss of a minibatch, which training descends. It reads the minibatch, adds the derivatives of its loss to the
 * minibatch's gradients, and gives its loss. A new one is a lambda, as this penalty on the mean of a Gaussian action:
 *
 * <pre>{@code
 * config.withLossTerm("meanPenalty", batch -> {
 *     double sum = 0;
 *     for (int i = 0; i < batch.size; i++) {
 *         float mean = batch.distributionParameters[2 * i];        // [size][2]: mean, then log standard deviation
 *         sum += 0.01 * mean * mean;
 *         batch.distributionGradient[2 * i] += (float) (0.02 * mean / batch.size);
 *     }
 *     return sum / batch.size;
 * });
 * }</pre>
 *
 * <p>The built-in ones are {@link PolicyTerm}, {@link ValueTerm}, {@link EntropyTerm} and {@link KlTerm}. A term that holds
 * state must not be shared by runs, which train on several threads.
 *
 * <p>Copy: with the library.
 */
@FunctionalInterface
public interface LossTerm {

    /**
     * Adds the gradient of the term.
     *
     * @param batch the minibatch after a forward pass; {@link Minibatch} says which gradients it has
     * @return the loss of the term, its coefficient included: a mean over the samples
     */
    double add(Minibatch batch);
}
