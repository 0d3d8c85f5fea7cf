"""What TRL's PPOTrainer computes on a small random GPT-2, taken from its own training loop (trl 1.2.0, Apache-2.0).

    python trl_ppo.py golden ppo.json    the rewards, advantages, losses and gradients of a few minibatches
    python trl_ppo.py speed              updates and minibatch steps a second, one thread

Needs trl==1.2.0 with torch, transformers, accelerate, datasets. A hook on the backward pass reads the variables of the loop.
"""
import json, os, sys, time
os.environ["TRL_EXPERIMENTAL_SILENCE"] = "1"
import torch
from accelerate import Accelerator
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2ForSequenceClassification, GPT2LMHeadModel, PreTrainedTokenizerFast
from trl.experimental.ppo import PPOConfig, PPOTrainer

torch.set_num_threads(1)
torch.manual_seed(1)
golden = sys.argv[1] == "golden"
vocabulary, context, width, heads, layers = (11, 32, 16, 2, 1) if golden else (65, 128, 128, 4, 3)
prompt, answer, batch, minibatches, epochs, updates = (3, 6, 8, 2, 2, 2) if golden else (16, 48, 64, 4, 4, 4)

config = GPT2Config(vocab_size=vocabulary, n_positions=context, n_embd=width, n_layer=layers, n_head=heads,
                    bos_token_id=0, eos_token_id=0, pad_token_id=0, num_labels=1, initializer_range=0.3 if golden else 0.02)
words = {f"t{i}": i for i in range(vocabulary)}
tokenizer = Tokenizer(models.WordLevel(words, unk_token="t0"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
tokenizer = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="t0", eos_token="t0", padding_side="left")
data = Dataset.from_dict({"input_ids": torch.randint(1, vocabulary, (batch * 8, prompt)).tolist()})
arguments = PPOConfig(
    output_dir="/tmp/trl-ppo", per_device_train_batch_size=batch // minibatches, gradient_accumulation_steps=minibatches,
    num_mini_batches=minibatches, num_ppo_epochs=epochs, total_episodes=batch * updates, response_length=answer,
    stop_token="eos" if golden else None, learning_rate=0.03 if golden else 3e-4, kl_coef=0.05, cliprange=0.2, cliprange_value=0.2,
    vf_coef=0.1, gamma=1.0, lam=0.95, temperature=1.0, num_sample_generations=0, local_rollout_forward_batch_size=batch,
    save_strategy="no", report_to="none", use_cpu=True, bf16=False, fp16=False, seed=1, logging_strategy="no", disable_tqdm=True)
trainer = PPOTrainer(
    args=arguments, processing_class=tokenizer, model=GPT2LMHeadModel(config), ref_model=GPT2LMHeadModel(config),
    reward_model=GPT2ForSequenceClassification(config), value_model=GPT2ForSequenceClassification(config),
    train_dataset=data, eval_dataset=data.select(range(batch)))

cases, times = [], []
backward = Accelerator.backward


def hook(self, loss, **kwargs):
    v = sys._getframe(1).f_locals
    times.append((time.time(), time.process_time()))
    if golden:
        rows = v["micro_batch_inds"]
        policy, value = torch.autograd.grad(loss, [v["new_logprobs"], v["vpred"]], retain_graph=True)
        logits = v["logits"]
        entropy = torch.logsumexp(logits, -1) - (torch.softmax(logits, -1) * logits).sum(-1)
        mask, mask1 = ~v["padding_mask"][rows], ~v["padding_mask_p1"][rows]
        take = lambda x: x.detach().double().tolist()
        cases.append(dict(
            mask=take(mask.float()), value_mask=take(mask1.float()), old_log_prob=take(v["mb_logprobs"]),
            new_log_prob=take(v["new_logprobs"]), reference_log_prob=take(v["ref_logprobs"][rows]), logits=take(logits),
            rewards=take(v["rewards"][rows]), values=take(v["vpred"]), old_values=take(v["mb_values"]),
            returns=take(v["mb_return"]), advantages=take(v["mb_advantage"]), policy_loss=v["pg_loss"].item(),
            value_loss=v["vf_loss"].item(), loss=loss.item(), entropy=take(entropy), kl=take(v["kl"][rows]),
            all_values=take(v["values"]), all_returns=take(v["returns"]), all_advantages=take(v["advantages"]),
            all_mask=take((~v["padding_mask"]).float()), grad_new_log_prob=take(policy), grad_values=take(value)))
    backward(self, loss, **kwargs)


Accelerator.backward = hook
trainer.train()
if golden:
    keep = [cases[0], cases[3], cases[7]]  # ratio 1, and two after some steps
    settings = dict(clip_range=0.2, value_clip_range=0.2, value_coef=0.1, kl_coef=0.05, gamma=1.0, gae_lambda=0.95)
    with open(sys.argv[2], "w") as file:
        json.dump(dict(source="trl 1.2.0 PPOTrainer, torch " + torch.__version__ + ", float32", **settings, cases=keep), file)
        file.write("\n")
else:
    n = minibatches * epochs
    for i in range(n, len(times), n):
        wall, cpu = (times[i][j] - times[i - n][j] for j in (0, 1))
        steps = (times[i - 1][1] - times[i - n][1]) / (n - 1)
        print(f"update {wall:.2f} s, {cpu:.2f} cpu s; minibatch step {steps:.3f} cpu s; {batch * answer / cpu:.0f} tokens a cpu s all in all")
