import math

import torch
from torch import nn
from torch.nn import functional as F


def attention_weights(queries, keys, mask=None):
    scores = torch.matmul(queries, keys.transpose(-2, -1)) * (1.0 / math.sqrt(keys.size(-1)))
    if mask is not None:
        scores = scores.masked_fill(torch.eq(mask, 0), float("-inf"))
    return torch.softmax(scores, -1)


def attention(queries, keys, values, mask=None):
    return torch.matmul(attention_weights(queries, keys, mask), values)


def causal_mask(seq):
    return ~torch.triu(torch.ones(seq, seq, dtype=torch.bool), 1)


class MultiHead(nn.Module):
    """The heads are folded into the batch, (batch * heads, seq, d)."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def fold(self, t):
        b, s, m = t.shape
        return t.reshape(b, s, self.heads, m // self.heads).transpose(1, 2).reshape(b * self.heads, s, m // self.heads)

    def forward(self, x, mask=None):
        b, s, m = x.shape
        o = attention(self.fold(self.query(x)), self.fold(self.key(x)), self.fold(self.value(x)), mask)
        o = o.reshape(b, self.heads, s, m // self.heads).transpose(1, 2).reshape(b, s, m)
        return self.out(o)
