from __future__ import annotations

import math

import torch
from torch import Tensor, nn


def attention_weights(queries: Tensor, keys: Tensor, mask: Tensor | None = None) -> Tensor:
    scores = torch.einsum("...qd,...kd->...qk", queries, keys) / math.sqrt(keys.shape[-1])
    if mask is not None:
        scores = torch.where(mask, scores, -math.inf)
    return scores.softmax(-1)


def attention(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None = None) -> Tensor:
    weights = attention_weights(queries, keys, mask)
    return torch.einsum("...qk,...kv->...qv", weights, values)


def causal_mask(seq: int) -> Tensor:
    place = torch.arange(seq)
    return place[None, :] <= place[:, None]


class MultiHead(nn.Module):
    def __init__(self, d_model: int, heads: int) -> None:
        super().__init__()
        assert d_model % heads == 0
        self.heads, self.d = heads, d_model // heads
        for name in ("query", "key", "value", "out"):
            self.add_module(name, nn.Linear(d_model, d_model))

    def _pieces(self, t: Tensor) -> Tensor:
        batch, seq, _ = t.shape
        return t.view(batch, seq, self.heads, self.d).permute(0, 2, 1, 3)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        batch, seq, d_model = x.shape
        q, k, v = (self._pieces(layer(x)) for layer in (self.query, self.key, self.value))
        o = attention(q, k, v, mask)
        return self.out(o.permute(0, 2, 1, 3).reshape(batch, seq, d_model))
