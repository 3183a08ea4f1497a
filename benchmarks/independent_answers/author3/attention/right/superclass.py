import torch
from torch import nn


def attention_weights(queries, keys, mask=None):
    d = queries.shape[-1]
    scores = (queries @ keys.transpose(-2, -1)) / (d**0.5)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = scores.softmax(-1)
    return weights


def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask)  # (..., queries, keys)
    return weights @ values


def causal_mask(seq):
    mask = torch.ones(seq, seq, dtype=torch.bool)
    return mask.tril(diagonal=0)


class Projections(nn.Module):
    def __init__(self, d_model):
        super().__init__()
        self.query = nn.Linear(d_model, d_model, bias=True)
        self.key = nn.Linear(d_model, d_model, bias=True)
        self.value = nn.Linear(d_model, d_model, bias=True)
        self.out = nn.Linear(d_model, d_model, bias=True)


class MultiHead(Projections):
    def __init__(self, d_model, heads):
        super().__init__(d_model)
        self.heads = heads
        self.last_weights = None  # to look at

    def forward(self, x, mask=None):
        b, n, d = x.shape

        def heads_first(t):
            return t.reshape(b, n, self.heads, d // self.heads).movedim(2, 1)

        q, k, v = heads_first(self.query(x)), heads_first(self.key(x)), heads_first(self.value(x))
        self.last_weights = attention_weights(q, k, mask).detach()
        y = attention(q, k, v, mask).movedim(1, 2).reshape(b, n, d)
        return self.out(y)
