/**
 * Environments of Gymnasium, whatever their Python is, in processes of their own: observations, rewards, flags and actions
 * travel through a mapped file, once for all environments of a process and step; see {@link proximal.gymnasium.Gymnasium}.
 *
 * <p>In: an id, actions and seeds. Out: environments, of the interface of {@link proximal.environment}.
 */
package proximal.gymnasium;
