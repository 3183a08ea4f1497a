import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
x = torch.eye(4)[hello].unsqueeze(0)

def attention_weights(queries, keys, mask=None):
    """How much each query attends to each key."""
    d = keys.shape[-1]
    scores = torch.matmul(queries, keys.mT)
    scores = scores * (1.0 / d ** 0.5)
    if mask is None:
        return nn.functional.softmax(scores, dim=-1)
    bias = torch.zeros(mask.shape)
    bias[mask.logical_not()] = float("-inf")
    return nn.functional.softmax(scores + bias, dim=-1)

def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask)
    result = 0
    for j in range(values.shape[-2]):
        w = weights[..., j].unsqueeze(-1)
        v = values[..., j, :].unsqueeze(-2)
        result = result + w * v
    return result

def causal_mask(seq):
    return torch.ones(seq, seq, dtype=torch.bool).tril()

class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        assert d_model % heads == 0
        self.heads = heads
        self.d_model = d_model
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        size = self.d_model // self.heads
        q, k, v = self.query(x), self.key(x), self.value(x)
        result = torch.zeros_like(q)
        head = 0
        while head < self.heads:
            columns = slice(head * size, (head + 1) * size)
            result[:, :, columns] = attention(q[:, :, columns], k[:, :, columns], v[:, :, columns], mask)
            head = head + 1
        return self.out(result)
