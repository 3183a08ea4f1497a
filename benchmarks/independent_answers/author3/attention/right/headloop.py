import torch
from torch import nn
from torch.nn import functional as F


def attention_weights(queries, keys, mask=None):
    scores = torch.matmul(queries, keys.mT) / (keys.shape[-1] ** 0.5)
    if mask is None:
        return F.softmax(scores, dim=-1)
    blocked = torch.logical_not(mask)
    return F.softmax(scores.masked_fill(blocked, -torch.inf), dim=-1)


def attention(queries, keys, values, mask=None):
    return torch.matmul(attention_weights(queries, keys, mask), values)


def causal_mask(seq):
    return torch.tril(torch.full((seq, seq), True))


class MultiHead(nn.Module):
    """A loop over the heads, each with its columns."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        qs = self.query(x).chunk(self.heads, dim=-1)
        ks = self.key(x).chunk(self.heads, dim=-1)
        vs = self.value(x).chunk(self.heads, dim=-1)
        pieces = [attention(q, k, v, mask) for q, k, v in zip(qs, ks, vs)]
        return self.out(torch.cat(pieces, dim=-1))
