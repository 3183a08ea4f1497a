import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
x = torch.eye(4)[hello].unsqueeze(0)

def attention_weights(queries, keys, mask=None):
    d = queries.shape[-1]
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)

def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask)
    w = weights.unsqueeze(-1)
    v = values.unsqueeze(-3)
    output = torch.sum(w * v, dim=-2)
    return output

def causal_mask(seq):
    mask = torch.zeros(seq, seq, dtype=torch.bool)
    for i in range(seq):
        for j in range(i + 1):
            mask[i][j] = True
    return mask

class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.h = heads
        self.d = d_model // heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        b, s, m = x.shape
        q = self.query(x).reshape(b, s, self.h, self.d).permute(0, 2, 1, 3)
        k = self.key(x).reshape(b, s, self.h, self.d).permute(0, 2, 1, 3)
        v = self.value(x).reshape(b, s, self.h, self.d).permute(0, 2, 1, 3)
        w = attention_weights(q, k, mask)
        o = torch.matmul(w, v)
        o = o.permute(0, 2, 1, 3).reshape(b, s, m)
        return self.out(o)
