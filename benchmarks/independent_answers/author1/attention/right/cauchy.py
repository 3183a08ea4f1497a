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
    return torch.ones(seq, seq, dtype=torch.bool).tril()


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.d = heads, d_model // heads
        for name in ("query", "key", "value", "out"):
            setattr(self, name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        b, s, _ = x.shape
        split = lambda y: y.view(b, s, self.heads, self.d).permute(0, 2, 1, 3)
        o = attention(split(self.query(x)), split(self.key(x)), split(self.value(x)), mask)
        return self.out(o.permute(0, 2, 1, 3).reshape(b, s, self.heads * self.d))
