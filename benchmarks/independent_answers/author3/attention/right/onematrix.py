import torch
from torch import nn
from torch.nn import functional as F


def scaled_scores(queries, keys):
    return (queries @ keys.transpose(-2, -1)) / queries.shape[-1] ** 0.5


def attention_weights(queries, keys, mask=None):
    scores = scaled_scores(queries, keys)
    if mask is not None:
        negative_infinity = torch.full_like(scores, float("-inf"))
        scores = torch.where(mask, scores, negative_infinity)
    return F.softmax(scores, dim=-1)


def attention(queries, keys, values, mask=None):
    return attention_weights(queries=queries, keys=keys, mask=mask) @ values


def causal_mask(seq):
    return torch.arange(seq).expand(seq, seq) <= torch.arange(seq).unsqueeze(1)


class MultiHead(nn.Module):
    """Q, K and V come out of one product: the three matrices on top of each other."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.d_model, self.heads = d_model, heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        layers = [self.query, self.key, self.value]
        weight = torch.cat([layer.weight for layer in layers])
        bias = torch.cat([layer.bias for layer in layers])
        qkv = F.linear(x, weight, bias)  # (batch, seq, 3 * d_model)
        qkv = qkv.unflatten(-1, (3, self.heads, self.d_model // self.heads))
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        return self.out(attention(q, k, v, mask).transpose(1, 2).reshape(x.shape))
