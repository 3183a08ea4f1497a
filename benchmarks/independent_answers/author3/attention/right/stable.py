import torch
from torch import nn


def softmax(scores, dim=-1):
    """Written out; the largest score is taken away first."""
    shifted = scores - scores.amax(dim=dim, keepdim=True)
    e = torch.exp(shifted)
    return e / e.sum(dim=dim, keepdim=True)


def attention_weights(queries, keys, mask=None):
    d = keys.shape[-1]
    scores = (queries @ keys.transpose(-1, -2)) / d**0.5
    if mask is not None:
        bias = torch.zeros(mask.shape).masked_fill(mask.logical_not(), float("-inf"))
        scores = scores + bias
    return softmax(scores)


def attention(queries, keys, values, mask=None):
    w = attention_weights(queries, keys, mask)
    return w @ values


def causal_mask(seq):
    return torch.triu(torch.ones(seq, seq), diagonal=1) == 0


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.h = heads
        self.d_k = d_model // heads
        self.query, self.key, self.value, self.out = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x, mask=None):
        b, s, _ = x.size()
        q, k, v = [layer(x).view(b, s, self.h, self.d_k).transpose(1, 2) for layer in (self.query, self.key, self.value)]
        context = attention(q, k, v, mask)
        context = context.transpose(1, 2).contiguous().view(b, s, self.h * self.d_k)
        return self.out(context)
