from __future__ import annotations

import torch
from torch import Tensor, nn, optim
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None) -> None:
        super().__init__()
        self.padding_idx = padding_idx
        weight = torch.randn(num_embeddings, embedding_dim) * embedding_dim**-0.5
        keep = torch.ones(num_embeddings, 1)
        if padding_idx is not None:
            keep[padding_idx] = 0
        self.register_buffer("keep", keep, persistent=False)
        self.weight = nn.Parameter(weight * keep)

    def forward(self, indices: Tensor) -> Tensor:
        return (self.weight * self.keep)[indices]


class Elman(nn.Module):
    """One layer of the recurrence."""

    def __init__(self, fan_in: int, hidden: int) -> None:
        super().__init__()
        self.ih = nn.Linear(fan_in, hidden)
        self.hh = nn.Linear(hidden, hidden)

    def forward(self, xs: Tensor) -> Tensor:
        h = xs.new_zeros(xs.shape[1], self.hh.in_features)
        hs = []
        for a in self.ih(xs):
            h = torch.tanh(a + self.hh(h))
            hs.append(h)
        return torch.stack(hs)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings: int, embedding_dim: int, hidden_size: int, num_layers: int = 1) -> None:
        super().__init__()
        sizes = [embedding_dim] + [hidden_size] * num_layers
        self.net = nn.Sequential(
            Embedding(num_embeddings, embedding_dim),
            *(Elman(m, n) for m, n in zip(sizes, sizes[1:])),
            nn.Flatten(0, 1),
            nn.Linear(hidden_size, num_embeddings),
        )

    def forward(self, indices: Tensor) -> Tensor:
        return self.net(indices)


def decode(outputs: Tensor, idx2char: list[str]) -> str:
    return "".join(map(idx2char.__getitem__, outputs.argmax(-1).tolist()))


def train(net: nn.Module, inputs: Tensor, labels: Tensor, epochs: int = 100, lr: float = 0.05) -> list[float]:
    optimizer, losses = optim.Adam(net.parameters(), lr=lr), []
    for epoch in range(epochs):
        logits = net(inputs)
        loss = F.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(logits, idx2char)}")
    return losses
