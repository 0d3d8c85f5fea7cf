/** Rollouts: what a policy did in its environments, in flat arrays. */
package proximal.rollout;
