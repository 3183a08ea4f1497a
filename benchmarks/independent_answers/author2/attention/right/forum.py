import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
x = torch.eye(4)[hello].unsqueeze(0)

def attention_weights(queries, keys, mask=None):
    q = queries.unsqueeze(-2)
    k = keys.unsqueeze(-3)
    products = (q * k).sum(dim=-1)
    d = queries.shape[-1]
    s = products / math.sqrt(d)
    if mask is not None:
        forbidden = ~mask
        s = s.masked_fill(forbidden, -math.inf)
    a = torch.nn.Softmax(dim=-1)(s)
    return a

def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask)
    w = weights.unsqueeze(-1)
    v = values.unsqueeze(-3)
    output = torch.sum(w * v, dim=-2)
    return output

def causal_mask(seq):
    above = torch.triu(torch.ones(seq, seq), diagonal=1)
    return above == 0

class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super(MultiHead, self).__init__()
        self.d_model = d_model
        self.num_heads = heads
        self.d_k = d_model // heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        batch_size, seq_length, _ = x.size()
        Q = self.query(x).view(batch_size, seq_length, self.num_heads, self.d_k).transpose(1, 2)
        K = self.key(x).view(batch_size, seq_length, self.num_heads, self.d_k).transpose(1, 2)
        V = self.value(x).view(batch_size, seq_length, self.num_heads, self.d_k).transpose(1, 2)
        attn_output = attention(Q, K, V, mask)
        attn_output = attn_output.transpose(1, 2).contiguous().view(batch_size, seq_length, self.d_model)
        return self.out(attn_output)
