/** Policies: distributions over actions, and the actor-critics that parametrise them. */
package proximal.policy;
