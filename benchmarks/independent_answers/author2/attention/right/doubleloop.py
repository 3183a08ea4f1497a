import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
x = torch.eye(4)[hello].unsqueeze(0)

def attention_weights(queries, keys, mask=None):
    n_q = queries.shape[-2]
    n_k = keys.shape[-2]
    d = queries.shape[-1]
    rows = []
    for i in range(n_q):
        row = []
        for j in range(n_k):
            s = (queries[..., i, :] * keys[..., j, :]).sum(-1) / d ** 0.5
            row.append(s)
        rows.append(torch.stack(row, dim=-1))
    scores = torch.stack(rows, dim=-2)
    if mask is not None:
        scores = scores.masked_fill(torch.logical_not(mask), float("-inf"))
    return torch.softmax(scores, dim=-1)

def attention(queries, keys, values, mask=None):
    return attention_weights(queries, keys, mask) @ values

def causal_mask(seq):
    table = []
    for i in range(seq):
        line = []
        for j in range(seq):
            if j <= i:
                line.append(True)
            else:
                line.append(False)
        table.append(line)
    return torch.tensor(table)

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
