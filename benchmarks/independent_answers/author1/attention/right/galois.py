import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
x = torch.eye(4)[hello].unsqueeze(0)  # (batch, seq, d) = (1, 5, 4)

def attention_weights(queries, keys, mask=None):
    d = queries.shape[-1]
    scores = (queries / d**0.5).matmul(keys.transpose(-2, -1))
    if mask is not None:
        scores = scores + torch.zeros(mask.shape).masked_fill(mask.logical_not(), -torch.inf)
    scores = scores - scores.amax(dim=-1, keepdim=True)
    e = scores.exp()
    return e / e.sum(dim=-1, keepdim=True)


def attention(queries, keys, values, mask=None):
    a = attention_weights(queries, keys, mask=mask)  # (..., queries, keys)
    return (a.unsqueeze(-1) * values.unsqueeze(-3)).sum(dim=-2)


def causal_mask(seq):
    t = torch.arange(seq)
    return t[None, :] <= t[:, None]


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.h, self.d_model = heads, d_model
        self.query, self.key, self.value, self.out = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x, mask=None):
        q, k, v = (f(x).chunk(self.h, dim=-1) for f in (self.query, self.key, self.value))
        return self.out(torch.cat([attention(*piece, mask) for piece in zip(q, k, v)], dim=-1))
