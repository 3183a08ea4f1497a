from math import sqrt

import torch
from torch import Tensor, nn


def attention_weights(queries: Tensor, keys: Tensor, mask: Tensor | None = None) -> Tensor:
    d: int = queries.shape[-1]
    scaled: Tensor = queries / sqrt(d)
    scores: Tensor = scaled @ keys.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(mask == False, float("-inf"))  # noqa: E712
    return nn.functional.softmax(scores, dim=-1)


def attention(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None = None) -> Tensor:
    return attention_weights(queries, keys, mask).matmul(values)


def causal_mask(seq: int) -> Tensor:
    mask = torch.zeros(seq, seq, dtype=torch.bool)
    for i in range(seq):
        mask[i, : i + 1] = True
    return mask


class MultiHead(nn.Module):
    def __init__(self, d_model: int, heads: int) -> None:
        super().__init__()
        assert d_model % heads == 0, "d_model must be a multiple of heads"
        self.d_model = d_model
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def cut(self, t: Tensor) -> Tensor:
        return torch.stack(t.split(self.d_model // self.heads, dim=-1), dim=1)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        o: Tensor = attention(self.cut(self.query(x)), self.cut(self.key(x)), self.cut(self.value(x)), mask)
        return self.out(torch.cat(o.unbind(dim=1), dim=-1))
