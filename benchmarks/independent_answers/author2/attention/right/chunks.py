import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
x = torch.eye(4)[hello].unsqueeze(0)

def attention_weights(queries, keys, mask=None):
    scores = torch.einsum("...qd,...kd->...qk", queries, keys)
    scores = scores / queries.size(-1) ** 0.5
    if mask is not None:
        scores = torch.where(mask, scores, torch.tensor(float("-inf")))
    weights = scores.softmax(-1)
    return weights

def attention(queries, keys, values, mask=None):
    a = attention_weights(queries, keys, mask=mask)
    return torch.einsum("...qk,...kv->...qv", a, values)

def causal_mask(seq):
    place = torch.arange(seq)
    return place.unsqueeze(0) <= place.unsqueeze(1)

class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        for name in ["query", "key", "value", "out"]:
            setattr(self, name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        qs = self.query(x).chunk(self.heads, dim=-1)
        ks = self.key(x).chunk(self.heads, dim=-1)
        vs = self.value(x).chunk(self.heads, dim=-1)
        results = [attention(q, k, v, mask) for q, k, v in zip(qs, ks, vs)]
        return self.out(torch.cat(results, dim=-1))
