/**
 * Importance sampling: what a policy is worth, estimated from what another policy did. In double precision and one pass over
 * the data. Every class of this package stands alone and can be copied alone.
 *
 * <p>In: arrays of log-probabilities and rewards. Out: estimates, their errors and weights, to {@link proximal.statistics}
 * and the notebooks.
 */
package proximal.importance;
