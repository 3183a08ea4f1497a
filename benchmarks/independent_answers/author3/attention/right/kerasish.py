import torch
import torch.nn as nn
import torch.nn.functional as F


def attention_weights(queries, keys, mask=None):
    dk = torch.tensor(keys.shape[-1], dtype=torch.float32)
    logits = torch.matmul(queries, torch.transpose(keys, -2, -1)) / torch.sqrt(dk)
    if mask is not None:
        logits = logits.masked_fill(mask.logical_not(), torch.finfo(logits.dtype).min)
    return F.softmax(logits, -1)


def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask)
    output = torch.matmul(weights, values)
    return output


def causal_mask(seq):
    i = torch.arange(seq).reshape(-1, 1)
    j = torch.arange(seq).reshape(1, -1)
    return torch.ge(i, j)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super(MultiHead, self).__init__()
        self.num_heads = heads
        self.depth = d_model // heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)
        for layer in (self.query, self.key, self.value, self.out):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def split_heads(self, x, batch_size):
        x = x.reshape(batch_size, -1, self.num_heads, self.depth)
        return x.permute(0, 2, 1, 3)

    def forward(self, x, mask=None):
        batch_size = x.shape[0]
        q = self.split_heads(self.query(x), batch_size)
        k = self.split_heads(self.key(x), batch_size)
        v = self.split_heads(self.value(x), batch_size)
        scaled_attention = attention(q, k, v, mask)
        scaled_attention = scaled_attention.permute(0, 2, 1, 3)
        concat = scaled_attention.reshape(batch_size, -1, self.num_heads * self.depth)
        return self.out(concat)
