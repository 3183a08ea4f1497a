import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
x = torch.eye(4)[hello].unsqueeze(0)  # (batch, seq, d) = (1, 5, 4)

def attention_weights(queries, keys, mask=None):
    s = torch.einsum("...id,...jd->...ij", queries, keys) / math.sqrt(keys.size(-1))
    if mask is not None:
        s = torch.where(mask, s, -math.inf)
    return torch.softmax(s, dim=-1)


def attention(queries, keys, values, mask=None):
    return torch.einsum("...ij,...jv->...iv", attention_weights(queries, keys, mask), values)


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
        q, k, v = (f(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for f in (self.query, self.key, self.value))
        return self.out(attention(q, k, v, mask).transpose(1, 2).flatten(2))
