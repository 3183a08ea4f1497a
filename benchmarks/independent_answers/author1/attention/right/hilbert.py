import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
x = torch.eye(4)[hello].unsqueeze(0)  # (batch, seq, d) = (1, 5, 4)

def attention_weights(queries, keys, mask=None):
    """softmax(q k^T / sqrt d); exp(s - logsumexp s) is the softmax."""
    s = torch.matmul(queries, keys.swapaxes(-1, -2)).div(math.sqrt(queries.size(-1)))
    if mask is not None:
        s = s.masked_fill(mask == False, -math.inf)  # noqa: E712
    return (s - torch.logsumexp(s, dim=-1, keepdim=True)).exp()


def attention(queries, keys, values, mask=None):
    return torch.einsum("...ij,...jv->...iv", attention_weights(queries, keys, mask), values)


def causal_mask(seq):
    mask = torch.zeros(seq, seq)
    for i in range(seq):
        mask[i, : i + 1] = 1
    return mask.bool()


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.h, self.d_model = heads, d_model
        self.query, self.key, self.value, self.out = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x, mask=None):
        d = self.d_model // self.h
        Q, K, V = self.query(x), self.key(x), self.value(x)
        pieces = []
        for n in range(self.h):
            cut = slice(n * d, (n + 1) * d)
            pieces.append(attention(Q[..., cut], K[..., cut], V[..., cut], mask))
        return self.out(torch.concat(pieces, -1))
