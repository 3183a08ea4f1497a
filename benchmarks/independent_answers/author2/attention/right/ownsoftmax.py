import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
x = torch.eye(4)[hello].unsqueeze(0)

def my_softmax(s):
    biggest = s.max(dim=-1, keepdim=True).values
    e = torch.exp(s - biggest)
    total = e.sum(dim=-1, keepdim=True)
    return e / total

def attention_weights(queries, keys, mask=None):
    root = torch.sqrt(torch.tensor(float(keys.shape[-1])))
    scores = torch.matmul(queries, keys.transpose(-1, -2)) / root
    if mask is not None:
        scores = scores.masked_fill(mask == False, float("-inf"))
    return my_softmax(scores)

def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask)
    result = 0
    for j in range(values.shape[-2]):
        w = weights[..., j].unsqueeze(-1)
        v = values[..., j, :].unsqueeze(-2)
        result = result + w * v
    return result

def causal_mask(seq):
    place = torch.arange(seq)
    return place.unsqueeze(0) <= place.unsqueeze(1)

class MultiHead(nn.Module):
    """Self-attention in several heads, side by side."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.d = d_model // heads
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        Q = self.query(x)
        K = self.key(x)
        V = self.value(x)
        pieces = []
        for h in range(self.heads):
            start = h * self.d
            end = start + self.d
            q = Q[:, :, start:end]
            k = K[:, :, start:end]
            v = V[:, :, start:end]
            pieces.append(attention(q, k, v, mask))
        together = torch.cat(pieces, dim=2)
        return self.out(together)
