/**
 * Collects what a policy does in a batch of environments.
 *
 * <p>In: environments and a network. Out: a {@link proximal.rollout.Rollout}, arrays of [step][environment], which {@link
 * proximal.advantage} and {@link proximal.update} read.
 */
package proximal.rollout;
