from functools import partial

import torch
from torch import nn


def attention_weights(queries, keys, mask=None):
    scale = queries.size(-1) ** 0.5
    s = queries.matmul(keys.transpose(-1, -2)).true_divide(scale)
    s = s if mask is None else s.masked_fill(mask.bitwise_not(), -float("inf"))
    return nn.Softmax(dim=-1)(s)


def attention(queries, keys, values, mask=None):
    w = attention_weights(queries, keys, mask)
    # the weighted sum, written as a sum: (..., queries, keys, 1) * (..., 1, keys, d_v)
    return (w.unsqueeze(-1) * values.unsqueeze(-3)).sum(dim=-2)


def causal_mask(seq):
    return torch.ones((seq, seq)).tril().bool()


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        linear = partial(nn.Linear, d_model, d_model)
        self.query, self.key, self.value, self.out = linear(), linear(), linear(), linear()
        self.to_heads = lambda t: t.unflatten(2, (heads, d_model // heads)).transpose(1, 2)

    def forward(self, x, mask=None):
        q, k, v = map(self.to_heads, (self.query(x), self.key(x), self.value(x)))
        return self.out(attention(q, k, v, mask).transpose(1, 2).flatten(start_dim=2))
