/**
 * Policies: distributions over actions, networks that give their parameters and values, and the kernels
 * that compute them.
 *
 * <p>In: observations. Out: actions, log-probabilities, entropies, divergences and values to {@link proximal.rollout}, and
 * their gradients to {@link proximal.update}.
 */
package proximal.policy;
