"""Distributions over several indices, with masks, over bits, and squashed Gaussians, by torch.distributions in float64.

    python distributions.py distributions.json

Of each row: log-probability of x under p, entropy of p, KL(p, q) and KL(q, p), and the gradient in the parameters of p of
log_prob + 0.3 entropy - 0.7 KL(q, p). Made with torch 2.15.0. A masked logit is left out of the distribution.
"""
import json, sys
import torch
from torch.distributions import Bernoulli, Categorical, Independent, Normal, TransformedDistribution, kl_divergence
from torch.distributions.transforms import TanhTransform

torch.set_default_dtype(torch.float64)
torch.manual_seed(1)
ROWS = 6


def entropy(distribution):
    """Where there is no closed form: the mean of -log p over a fine grid of the Gaussian within."""
    if not isinstance(distribution, TransformedDistribution):
        return distribution.entropy()
    base, tanh = distribution.base_dist, TanhTransform()
    z = torch.linspace(-12, 12, 24001)
    weights = Normal(0.0, 1.0).log_prob(z).exp() * (z[1] - z[0])
    u = base.loc + base.scale * z[:, None]
    density = base.log_prob(u) - tanh.log_abs_det_jacobian(u, tanh(u))
    return -(weights[:, None] * density).sum(0)


def measure(parameters, old, make, x):
    p, q = make(parameters.requires_grad_()), make(old)
    log_prob = sum(d.log_prob(v).sum() for d, v in zip(p, x))
    spread = sum(entropy(d).sum() for d in p)
    back = sum(kl_divergence(b, a).sum() for a, b in zip(p, q))
    (log_prob + 0.3 * spread - 0.7 * back).backward()
    kl = sum(kl_divergence(a, b).sum() for a, b in zip(p, q))
    return {"log_prob": log_prob.item(), "entropy": spread.item(), "kl_p_q": kl.item(), "kl_q_p": back.item(),
            "gradient": parameters.grad.tolist()}


def categorical(masked):
    counts, rows = [3, 2, 4], []
    for _ in range(ROWS):
        mask = torch.ones(9, dtype=torch.bool)
        if masked:
            mask[torch.tensor([0, 3, 5]) + torch.tensor([torch.randint(n, ()) for n in counts])] = False

        def make(logits):
            return [Categorical(logits=l[m]) for l, m in zip(logits.split(counts), mask.split(counts))]

        p, q = 1.5 * torch.randn(9), 1.5 * torch.randn(9)
        inner = [d.sample() for d in make(p)]
        x = [m.nonzero()[v].item() for m, v in zip(mask.split(counts), inner)]
        rows.append({"p": p.tolist(), "q": q.tolist(), "mask": mask.int().tolist(), "x": x} | measure(p, q, make, inner))
    return {"counts": counts, "rows": rows}


def bernoulli():
    rows = []
    for _ in range(ROWS):
        p, q = 2 * torch.randn(4), 2 * torch.randn(4)
        x = Bernoulli(logits=p).sample()
        row = measure(p, q, lambda logits: [Independent(Bernoulli(logits=logits), 1)], [x])
        rows.append({"p": p.tolist(), "q": q.tolist(), "x": x.tolist()} | row)
    return {"rows": rows}


def squashed():
    def make(parameters):
        mean, log_std = parameters.split(2)
        return [TransformedDistribution(Normal(mean, log_std.exp()), [TanhTransform()])]

    rows = []
    for row in range(ROWS):
        p, q = torch.randn(4), torch.randn(4)
        p[2:], q[2:] = 0.5 * p[2:] - 0.5, 0.5 * q[2:] - 0.5
        u = p[:2] + p[2:].exp() * torch.randn(2)
        rows.append({"p": p.tolist(), "q": q.tolist(), "x": u.tolist()} | measure(p, q, make, [torch.tanh(u)]))
    return {"rows": rows}


with open(sys.argv[1], "w") as file:
    json.dump({"source": f"torch.distributions {torch.__version__} float64", "multi_categorical": categorical(False),
               "masked": categorical(True), "bernoulli": bernoulli(), "squashed": squashed()}, file, indent=1)
    file.write("\n")
