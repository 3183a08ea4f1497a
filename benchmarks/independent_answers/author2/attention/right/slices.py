import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
x = torch.eye(4)[hello].unsqueeze(0)

def attention_weights(queries, keys, mask=None):
    n_q = queries.shape[-2]
    n_k = keys.shape[-2]
    d = queries.shape[-1]
    rows = []
    for i in range(n_q):
        row = []
        for j in range(n_k):
            s = (queries[..., i, :] * keys[..., j, :]).sum(-1) / d ** 0.5
            row.append(s)
        rows.append(torch.stack(row, dim=-1))
    scores = torch.stack(rows, dim=-2)
    if mask is not None:
        scores = scores.masked_fill(torch.logical_not(mask), float("-inf"))
    return torch.softmax(scores, dim=-1)

def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask)
    result = 0
    for j in range(values.shape[-2]):
        w = weights[..., j].unsqueeze(-1)
        v = values[..., j, :].unsqueeze(-2)
        result = result + w * v
    return result

def causal_mask(seq):
    mask = torch.zeros(seq, seq, dtype=torch.bool)
    for i in range(seq):
        for j in range(i + 1):
            mask[i][j] = True
    return mask

class MultiHead(nn.Module):
    """Self-attention in several heads, side by side."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.d = d_model // heads
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        Q = self.query(x)
        K = self.key(x)
        V = self.value(x)
        pieces = []
        for h in range(self.heads):
            start = h * self.d
            end = start + self.d
            q = Q[:, :, start:end]
            k = K[:, :, start:end]
            v = V[:, :, start:end]
            pieces.append(attention(q, k, v, mask))
        together = torch.cat(pieces, dim=2)
        return self.out(together)
