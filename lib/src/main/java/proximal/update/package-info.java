/**
 * What happens in an update: minibatches, the terms of the loss with their gradients, optimisers, trust region steps, and
 * what is measured.
 *
 * <p>In: a rollout with advantages, and a network. Out: changed parameters, and an {@link proximal.update.UpdateRecord} to
 * {@link proximal.record}.
 */
package proximal.update;
