import torch
from torch import nn
from torch.nn import functional as F


def attention_weights(queries, keys, mask=None):
    # both are scaled by the fourth root, so the product is by the square root
    scale = keys.size(-1) ** -0.25
    scores = torch.einsum("...id,...jd->...ij", scale * queries, scale * keys)
    if mask is not None:
        forbidden = mask.logical_not()
        scores = scores.masked_fill(forbidden, torch.finfo(scores.dtype).min)
        return F.softmax(scores, -1).masked_fill(forbidden, 0)
    return F.softmax(scores, -1)


def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask)
    return torch.einsum("...ij,...jv->...iv", weights, values)


def causal_mask(seq):
    return torch.tensor([[j <= i for j in range(seq)] for i in range(seq)], dtype=torch.bool).reshape(seq, seq)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        # one large product for the three layers
        layers = (self.query, self.key, self.value)
        weight = torch.cat([layer.weight for layer in layers])
        bias = torch.cat([layer.bias for layer in layers])
        qkv = F.linear(x, weight, bias)  # (batch, seq, 3 * d_model)
        qkv = qkv.unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        together = torch.cat(attention(*qkv, mask).unbind(1), dim=-1)
        return self.out(together)
