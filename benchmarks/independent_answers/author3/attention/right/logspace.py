import torch
from torch import nn


def attention_weights(queries, keys, mask=None):
    scores = (queries @ keys.swapaxes(-2, -1)).div(queries.shape[-1] ** 0.5)
    if mask is not None:
        mask = mask.expand(torch.broadcast_shapes(mask.shape, scores.shape))
        scores = scores.clone()
        scores[~mask] = -float("inf")
    return torch.exp(scores - torch.logsumexp(scores, dim=-1, keepdim=True))


def attention(queries, keys, values, mask=None):
    return attention_weights(queries, keys, mask) @ values


def causal_mask(seq):
    return torch.tensor([[j <= i for j in range(seq)] for i in range(seq)], dtype=torch.bool).reshape(seq, seq)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(in_features=d_model, out_features=d_model)
        self.key = nn.Linear(in_features=d_model, out_features=d_model)
        self.value = nn.Linear(in_features=d_model, out_features=d_model)
        self.out = nn.Linear(in_features=d_model, out_features=d_model)

    def forward(self, x, mask=None):
        pieces = []
        d = x.shape[-1] // self.heads
        Q, K, V = self.query(x), self.key(x), self.value(x)
        for h in range(self.heads):
            mine = slice(h * d, (h + 1) * d)
            pieces.append(attention(Q[..., mine], K[..., mine], V[..., mine], mask))
        return self.out(torch.cat(pieces, -1))
