/**
 * Surrogate objectives of one sample, the masked loss of tokens, and the loss of the value function.
 *
 * <p>In: the ratio of new to old probability and the advantage. Out: an objective and its derivative, to the loss of {@link
 * proximal.update}.
 */
package proximal.surrogate;
