import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
x = torch.eye(4)[hello].unsqueeze(0)

def attention_weights(queries, keys, mask=None):
    q = queries.unsqueeze(-2)
    k = keys.unsqueeze(-3)
    products = (q * k).sum(dim=-1)
    d = queries.shape[-1]
    s = products / math.sqrt(d)
    if mask is not None:
        forbidden = ~mask
        s = s.masked_fill(forbidden, -math.inf)
    a = torch.nn.Softmax(dim=-1)(s)
    return a

def attention(queries, keys, values, mask=None):
    a = attention_weights(queries, keys, mask=mask)
    return torch.einsum("...qk,...kv->...qv", a, values)

def causal_mask(seq):
    mask = torch.zeros(seq, seq, dtype=torch.bool)
    for i in range(seq):
        for j in range(i + 1):
            mask[i][j] = True
    return mask

class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def split(self, x):
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x, mask=None):
        q = self.split(self.query(x))
        k = self.split(self.key(x))
        v = self.split(self.value(x))
        y = attention(q, k, v, mask)
        return self.out(y.transpose(1, 2).flatten(2))
