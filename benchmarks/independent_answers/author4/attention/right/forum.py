import torch
import torch.nn as nn
import torch.nn.functional as F
import numpy as np

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
x = torch.eye(4)[hello].unsqueeze(0)


def attention_weights(queries, keys, mask=None):
    front = queries.shape[:-2]
    n_q, d = queries.shape[-2:]
    n_k = keys.shape[-2]
    # all axes in front become one, for bmm
    q = queries.reshape(-1, n_q, d)
    k = keys.reshape(-1, n_k, d)
    scores = torch.bmm(q, k.permute(0, 2, 1)) / np.sqrt(d)
    scores = scores.reshape(*front, n_q, n_k)
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -np.inf)
    log_weights = scores - torch.logsumexp(scores, dim=-1, keepdim=True)
    return log_weights.exp()


def attention(queries, keys, values, mask=None):
    p_attn = attention_weights(queries, keys, mask)
    return torch.matmul(p_attn, values)


def causal_mask(seq):
    return torch.from_numpy(np.tril(np.ones((seq, seq))) == 1)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super(MultiHead, self).__init__()
        if d_model % heads != 0:
            raise ValueError("d_model must be a multiple of heads")
        self.d_k = d_model // heads
        self.h = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        nbatches = x.size(0)
        if mask is not None:
            mask = mask[None, None]  # same mask applied to all heads
        query, key, value = [
            lin(t).view(nbatches, -1, self.h, self.d_k).transpose(1, 2)
            for lin, t in zip((self.query, self.key, self.value), (x, x, x))
        ]
        y = attention(query, key, value, mask=mask)
        y = y.transpose(1, 2).contiguous().view(nbatches, -1, self.h * self.d_k)
        return self.out(y)


if __name__ == "__main__":
    print(causal_mask(4))
