/**
 * Environments: the interface with Gymnasium's semantics, stepping in batches, normalisation, and classic control.
 *
 * <p>In: actions and seeds. Out: observations, rewards, and whether an episode was terminated or truncated, to {@link
 * proximal.rollout}.
 */
package proximal.environment;
