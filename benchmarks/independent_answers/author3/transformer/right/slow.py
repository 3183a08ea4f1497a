import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


def attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return scores.softmax(dim=-1) @ values


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        batch, seq, d_model = x.shape
        q, k, v = (
            layer(x).view(batch, seq, self.heads, d_model // self.heads).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        o = attention(q, k, v, mask)
        return self.out(o.transpose(1, 2).reshape(batch, seq, d_model))


def residual(x, norm, part):
    """Pre-norm: the norm is on the way into the part, the way around is free."""
    return x + part(norm(x))


class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up = nn.Linear(d_model, d_model * 4)
        self.down = nn.Linear(d_model * 4, d_model)
        self.relu = nn.ReLU()

    def forward(self, x, mask=None):
        x = residual(x, self.norm1, lambda t: self.attention(t, mask))
        return residual(x, self.norm2, lambda t: self.down(self.relu(self.up(t))))


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token, self.position = nn.Embedding(num_embeddings, d_model), nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm, self.head = nn.LayerNorm(d_model), nn.Linear(d_model, num_embeddings)

    def embed(self, indices):
        places = torch.arange(indices.shape[1], device=indices.device).expand_as(indices)
        return self.token(indices) + self.position(places)

    def forward(self, indices):
        seq = indices.shape[1]
        mask = torch.tril(torch.ones(seq, seq)) == 1
        x = self.embed(indices)
        for n in range(len(self.blocks)):
            x = self.blocks[n](x, mask)
        rows = self.norm(x).reshape(-1, x.size(2))
        return self.head(rows)


def decode(outputs, idx2char):
    result = [None] * outputs.size(0)
    for n in range(outputs.size(0)):
        best = 0
        for c in range(1, outputs.size(1)):
            if outputs[n, c] > outputs[n, best]:
                best = c
        result[n] = idx2char[best]
    return "".join(result)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optim = torch.optim.Adam(net.parameters(), lr=lr, amsgrad=False)
    losses = []
    epoch = 0
    while epoch < epochs:
        outputs = net(inputs)
        log_z = torch.logsumexp(outputs, dim=1)
        right = outputs[torch.arange(len(labels)), labels]
        loss = (log_z - right).mean()
        optim.zero_grad()
        loss.backward()
        optim.step()
        text = decode(outputs.detach(), idx2char)
        print("Epoch ", epoch, "/", epochs - 1, ", Loss ", format(loss.item(), ".4f"), ": ", text, sep="")
        losses.append(loss.item())
        epoch += 1
    return losses
