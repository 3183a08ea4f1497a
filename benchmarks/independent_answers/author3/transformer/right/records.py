from dataclasses import dataclass

import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        qs = self.query(x).chunk(self.heads, dim=-1)
        ks = self.key(x).chunk(self.heads, dim=-1)
        vs = self.value(x).chunk(self.heads, dim=-1)
        pieces = []
        for q, k, v in zip(qs, ks, vs):
            scores = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(q.size(-1))
            if mask is not None:
                scores = scores.masked_fill(mask.logical_not(), -math.inf)
            pieces.append(torch.bmm(torch.softmax(scores, dim=-1), v))
        return self.out(torch.cat(pieces, dim=-1))


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
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList()
        for _ in range(num_layers):
            self.blocks.append(Block(d_model, heads))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        places = torch.arange(max_seq)
        self.register_buffer("places", places, persistent=False)
        self.register_buffer("mask", places[:, None] >= places[None, :], persistent=False)

    def forward(self, indices):
        batch, seq = indices.shape
        x = self.token(indices) + self.position(self.places[:seq])[None]
        mask = self.mask[:seq, :seq]
        for block in self.blocks:
            x = block(x, mask)
        logits = self.head(self.norm(x))
        return logits.view(batch * seq, -1)


@dataclass
class Record:
    epoch: int
    loss: float
    text: str


def decode(outputs, idx2char):
    return "".join(idx2char[int(row.argmax())] for row in outputs)


def records(net, inputs, labels, epochs, lr):
    """A generator: yields what is known after each epoch."""
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=0)
    criterion = nn.CrossEntropyLoss(reduction="mean")
    for epoch in range(epochs):
        optimizer.zero_grad()
        prediction = net(inputs)
        loss = criterion(prediction, labels)
        loss.backward()
        optimizer.step()
        yield Record(epoch, loss.item(), decode(prediction, idx2char))


def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = []
    for r in records(net, inputs, labels, epochs, lr):
        print(f"Epoch {r.epoch}/{epochs - 1}, Loss {r.loss:.4f}: {r.text}")
        losses.append(r.loss)
    return losses
