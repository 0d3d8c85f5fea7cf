/**
 * Importance sampling: what a policy is worth, estimated from what another policy did. Arrays in, numbers out, in double
 * precision and one pass over the data. Every class of this package stands alone and can be copied alone.
 */
package proximal.importance;
