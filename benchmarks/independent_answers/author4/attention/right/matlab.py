import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
x = torch.eye(4)[hello].unsqueeze(0)  # (batch, seq, d) = (1, 5, 4)

import math


def attention_weights(queries, keys, mask=None):
    d = queries.size(-1)
    scores = torch.matmul(queries, keys.mT) / math.sqrt(d)
    if mask is not None:
        bias = torch.zeros(mask.shape, dtype=scores.dtype)
        bias[mask == False] = -math.inf  # noqa: E712
        scores = scores + bias
    # softmax by hand, with the maximum taken away first
    m = scores.max(dim=-1, keepdim=True).values
    e = torch.exp(scores - m)
    return e / e.sum(dim=-1, keepdim=True)


def attention(queries, keys, values, mask=None):
    A = attention_weights(queries, keys, mask)
    out = torch.matmul(A, values)
    return out


def causal_mask(seq):
    M = torch.zeros(seq, seq, dtype=torch.bool)
    for i in range(seq):
        for j in range(seq):
            if j <= i:
                M[i, j] = True
    return M


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.d_model = d_model
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        Q = self.query(x)
        K = self.key(x)
        V = self.value(x)
        d = self.d_model // self.heads
        pieces = []
        for h in range(self.heads):
            a = h * d
            b = (h + 1) * d
            piece = attention(Q[:, :, a:b], K[:, :, a:b], V[:, :, a:b], mask)
            pieces.append(piece)
        together = torch.cat(pieces, dim=2)
        return self.out(together)
