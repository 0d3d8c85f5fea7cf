/** Update rules: how a rollout with its advantages changes the parameters. */
package proximal.update;
