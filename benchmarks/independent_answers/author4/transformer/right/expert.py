from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class MultiHead(nn.Module):
    def __init__(self, d_model: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        batch, seq, d_model = x.shape
        q, k, v = (
            f(x).view(batch, seq, self.heads, d_model // self.heads) for f in (self.query, self.key, self.value)
        )
        scores = torch.einsum("bqhd,bkhd->bhqk", q, k) * (d_model // self.heads) ** -0.5
        if mask is not None:
            scores = scores.masked_fill(mask.logical_not(), -torch.inf)
        mixed = torch.einsum("bhqk,bkhd->bqhd", scores.softmax(-1), v)
        return self.out(mixed.reshape(batch, seq, d_model))


class Block(nn.Module):
    def __init__(self, d_model: int, heads: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def feed_forward(self, y: Tensor) -> Tensor:
        return self.down(self.up(y).relu())

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        y = x + self.attention(self.norm1(x), mask)
        return y + self.feed_forward(self.norm2(y))


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings: int, d_model: int, heads: int, num_layers: int, max_seq: int) -> None:
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices: Tensor) -> Tensor:
        places = torch.arange(indices.size(-1), device=indices.device)
        causal = places <= places.unsqueeze(-1)
        x = self.token(indices) + self.position(places)
        for block in self.blocks:
            x = block(x, causal)
        return self.head(self.norm(x)).flatten(end_dim=-2)


def decode(outputs: Tensor, idx2char: list[str]) -> str:
    return "".join(map(idx2char.__getitem__, outputs.argmax(-1).tolist()))


def train(net: nn.Module, inputs: Tensor, labels: Tensor, epochs: int = 100, lr: float = 0.05) -> list[float]:
    adam = torch.optim.Adam(net.parameters(), lr=lr)
    losses: list[float] = []
    for epoch in range(epochs):
        loss = F.cross_entropy(logits := net(inputs), labels)
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(logits, idx2char)}")
    return losses
