import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
x = torch.eye(4)[hello].unsqueeze(0)  # (batch, seq, d) = (1, 5, 4)

def attention_weights(queries, keys, mask=None):
    s = queries @ keys.mT / queries.shape[-1] ** 0.5
    if mask is not None:
        s = s.masked_fill(~mask, float("-inf"))
    return s.softmax(-1)


def attention(queries, keys, values, mask=None):
    return attention_weights(queries, keys, mask) @ values


def causal_mask(seq):
    i, j = torch.meshgrid(torch.arange(seq), torch.arange(seq), indexing="ij")
    return torch.ge(i, j)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        # all three projections at once: (3, batch, heads, seq, d)
        W = torch.stack([m.weight for m in (self.query, self.key, self.value)])
        b = torch.stack([m.bias for m in (self.query, self.key, self.value)])
        p = torch.einsum("bsi,poi->pbso", x, W) + b[:, None, None]
        q, k, v = p.unflatten(-1, (self.heads, -1)).swapaxes(2, 3)
        o = attention(q, k, v, mask)
        # out, applied head by head: the sum over h of o_h W_h
        Wo = self.out.weight.unflatten(1, (self.heads, -1))
        return torch.einsum("bhsd,ohd->bso", o, Wo) + self.out.bias
