/**
 * Advantages and returns, as functions of arrays.
 *
 * <p>In: rewards, values and ends of episodes of a rollout. Out: an advantage and a value target for each step, to {@link
 * proximal.surrogate}.
 */
package proximal.advantage;
