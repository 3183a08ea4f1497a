import torch
from torch import nn


def attention_weights(queries, keys, mask=None):
    d = queries.size(-1)
    scores = torch.einsum("...qd,...kd->...qk", queries, keys) * d**-0.5
    if mask is not None:
        scores = torch.where(mask, scores, torch.tensor(float("-inf")))
    return scores.softmax(dim=-1)


def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask=mask)
    return torch.einsum("...qk,...kv->...qv", weights, values)


def causal_mask(seq):
    places = torch.arange(seq)
    return places[None, :] <= places[:, None]


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.d = heads, d_model // heads
        for name in ("query", "key", "value", "out"):
            setattr(self, name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        batch, seq, d_model = x.shape
        q = self.query(x).view(batch, seq, self.heads, self.d)
        k = self.key(x).view(batch, seq, self.heads, self.d)
        v = self.value(x).view(batch, seq, self.heads, self.d)
        q, k, v = (t.permute(0, 2, 1, 3) for t in (q, k, v))
        heads = attention(q, k, v, mask)
        return self.out(heads.permute(0, 2, 1, 3).reshape(batch, seq, d_model))
