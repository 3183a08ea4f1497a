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


class Block(nn.Module):
    def __init__(self, d_model: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up, self.down = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)

    def feed_forward(self, t):
        return self.down(self.up(t).clamp(min=0))

    def forward(self, x, mask=None):
        y = self.attention(self.norm1(x), mask).add(x)
        return y + self.feed_forward(self.norm2(y))


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


def decode(outputs: torch.Tensor, idx2char: list) -> str:
    best = torch.max(outputs.detach(), dim=-1).indices
    text = ""
    for index in best:
        text += idx2char[int(index)]
    return text


def train(net: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, epochs: int = 100, lr: float = 0.05) -> list:
    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=lr)
    history = []

    def train_step():
        opt.zero_grad(set_to_none=True)
        logits = net(inputs)
        loss = nn.functional.cross_entropy(logits, labels)
        loss.backward()
        opt.step()
        return loss.item(), logits.detach()

    net.train()
    for epoch in range(epochs):
        value, logits = train_step()
        history.append(value)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {value:.4f}: {decode(logits, idx2char)}")
    return history
