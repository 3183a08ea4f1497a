import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
x = torch.eye(4)[hello].unsqueeze(0)  # (batch, seq, d) = (1, 5, 4)

def attention_weights(queries, keys, mask=None):
    # s_ij = q_i . k_j / sqrt(d), by broadcasting
    s = (queries.unsqueeze(-2) * keys.unsqueeze(-3)).sum(-1) * queries.size(-1) ** -0.5
    if mask is not None:
        s[~mask.expand(s.shape)] = float("-inf")
    return nn.functional.softmax(s, dim=s.dim() - 1)


def attention(queries, keys, values, mask=None):
    return attention_weights(queries, keys, mask) @ values


def causal_mask(seq):
    return torch.tensor([[j <= i for j in range(seq)] for i in range(seq)], dtype=torch.bool).reshape(seq, seq)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.d = heads, d_model // heads
        for name in ("query", "key", "value", "out"):
            setattr(self, name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        B, S, D = x.shape
        q = self.query(x).reshape(B, S, self.heads, self.d)
        k = self.key(x).reshape(B, S, self.heads, self.d)
        v = self.value(x).reshape(B, S, self.heads, self.d)
        score = torch.einsum("bihd,bjhd->bhij", q, k) / self.d**0.5
        if mask is not None:
            score = score.masked_fill(~mask, float("-inf"))
        o = torch.einsum("bhij,bjhd->bihd", score.softmax(-1), v)
        return self.out(o.reshape(B, S, D))
