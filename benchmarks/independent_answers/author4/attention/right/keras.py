import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
x = torch.eye(4)[hello].unsqueeze(0)  # (batch, seq, d) = (1, 5, 4)


def attention_weights(queries, keys, mask=None):
    scale = queries.shape[-1] ** -0.5
    scores = torch.matmul(queries * scale, torch.swapaxes(keys, -1, -2))
    if mask is not None:
        scores = scores.clone()
        blocked = torch.logical_not(mask).expand(scores.shape)
        scores[blocked] = float("-inf")
    return nn.functional.softmax(scores, dim=-1)


def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask=mask)
    return (weights.unsqueeze(-1) * values.unsqueeze(-3)).sum(dim=-2)


def causal_mask(seq):
    return ~torch.triu(torch.ones((seq, seq), dtype=torch.bool), diagonal=1)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.num_heads = heads
        self.key_dim = d_model // heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)
        self.last_attention = None  # to look at it later

    def forward(self, x, mask=None):
        batch, seq = x.shape[:2]
        q = torch.stack(self.query(x).split(self.key_dim, dim=-1), dim=1)
        k = torch.stack(self.key(x).split(self.key_dim, dim=-1), dim=1)
        v = torch.stack(self.value(x).split(self.key_dim, dim=-1), dim=1)
        weights = attention_weights(q, k, mask)
        self.last_attention = weights.detach()
        context = torch.matmul(weights, v)
        context = context.transpose(1, 2).contiguous().view(batch, seq, self.num_heads * self.key_dim)
        return self.out(context)
