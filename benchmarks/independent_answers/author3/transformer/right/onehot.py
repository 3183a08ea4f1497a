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
    """Starts as GPT-2 does: normal with a deviation of 0.02 for the tables, biases of 0."""

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.max_seq = max_seq
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        self.apply(self._init_weights)

    @staticmethod
    def _init_weights(module):
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)

    def causal(self, seq):
        return ~torch.triu(torch.ones(seq, seq, dtype=torch.bool), diagonal=1)

    def forward(self, indices):
        seq = indices.size(1)
        assert seq <= self.max_seq, f"at most {self.max_seq} letters"
        h = self.token(indices)
        h = h + self.position.weight[:seq]
        for layer in self.blocks:
            h = layer(h, mask=self.causal(seq))
        h = self.norm(h)
        h = self.head(h)
        return h.reshape(-1, h.shape[-1])


def decode(outputs, idx2char):
    import numpy as np

    ids = np.argmax(np.asarray(outputs.tolist()), axis=-1)
    return "".join(np.take(np.array(list(idx2char)), ids))


def train(net, inputs, labels, epochs=100, lr=0.05):
    line = "Epoch {epoch}/{last}, Loss {loss:.4f}: {text}"
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    optimizer.zero_grad()
    classes = None
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        if classes is None:
            classes = z.shape[1]
        targets = F.one_hot(labels, classes).to(z.dtype)
        loss = -(targets * F.log_softmax(z, dim=1)).sum(dim=1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(line.format(epoch=epoch, last=epochs - 1, loss=losses[-1], text=decode(z, idx2char)))
    return losses
