/**
 * Language models as policies: a small GPT, its sampler, losses with a mask over tokens, and the training loop of RLHF with
 * PPO, GRPO and RLOO.
 *
 * <p>In: prompts, a reward for a text, and a reference model. Out: a trained model, and logs for {@link proximal.table}.
 */
package proximal.language;
