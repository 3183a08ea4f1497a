import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.d = heads, d_model // heads
        for name in ("query", "key", "value", "out"):
            self.add_module(name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        q, k, v = (f(x).unflatten(2, (self.heads, self.d)) for f in (self.query, self.key, self.value))
        scores = torch.einsum("bqhd,bkhd->bhqk", q, k) * self.d**-0.5
        if mask is not None:
            scores = torch.where(mask, scores, torch.full_like(scores, float("-inf")))
        heads = torch.einsum("bhqk,bkhd->bqhd", F.softmax(scores, dim=-1), v)
        return self.out(heads.flatten(2))


class Block(nn.Module):
    def __init__(self, d_model, heads):
        super(Block, self).__init__()
        inner = 4 * d_model
        self.norm1 = nn.LayerNorm(d_model, eps=1e-5)
        self.attention = MultiHead(d_model=d_model, heads=heads)
        self.norm2 = nn.LayerNorm(d_model, eps=1e-5)
        self.up = nn.Linear(d_model, inner)
        self.down = nn.Linear(inner, d_model)

    def forward(self, x, mask=None):
        shortcut = x
        h = self.norm1(x)
        h = self.attention(h, mask=mask)
        y = shortcut + h
        shortcut = y
        h = self.norm2(y)
        h = self.up(h)
        h = torch.relu(h)
        h = self.down(h)
        z = shortcut + h
        return z


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
    characters = []
    for row in outputs.tolist():
        characters.append(idx2char[row.index(max(row))])
    return "".join(characters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    """One step of Adam for each epoch, the optimizer calls the closure itself."""
    optimizer = torch.optim.Adam(net.parameters(), lr)
    losses = []
    text = ""

    def closure():
        nonlocal text
        optimizer.zero_grad()
        scores = net(inputs)
        text = decode(scores, idx2char)
        cost = -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean()
        cost.backward()
        return cost

    for epoch in range(epochs):
        loss = optimizer.step(closure).item()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
        losses += [loss]
    return losses
