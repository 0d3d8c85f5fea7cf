/** PPO on tokens: masked losses, token advantages, a small GPT with its sampler, and the loop that trains it. */
package proximal.language;
