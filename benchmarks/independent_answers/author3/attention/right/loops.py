import math

import torch
from torch import nn


def attention_weights(queries, keys, mask=None):
    scores = torch.stack([(queries * keys[..., j : j + 1, :]).sum(-1) for j in range(keys.shape[-2])], dim=-1)
    scores = scores / math.sqrt(keys.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return torch.softmax(scores, dim=scores.dim() - 1)


def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask)
    total = 0
    for j in range(values.shape[-2]):
        total = total + weights[..., :, j : j + 1] * values[..., j : j + 1, :]
    return total


def causal_mask(seq):
    rows = []
    for i in range(seq):
        rows.append([True] * (i + 1) + [False] * (seq - i - 1))
    return torch.tensor(rows)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q = self.query(x)
        k = self.key(x)
        v = self.value(x)
        d = q.shape[-1] // self.heads
        result = torch.zeros_like(q)
        parts = []
        for start in range(0, q.shape[-1], d):
            stop = start + d
            parts.append(attention(q[:, :, start:stop], k[:, :, start:stop], v[:, :, start:stop], mask=mask))
        result = result + torch.cat(parts, dim=2)
        return self.out(result)
