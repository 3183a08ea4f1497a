from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn, optim
from torch.nn import functional as F

SIZES = (784, 256, 64, 10)


class MLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        modules: list[nn.Module] = [nn.Flatten()]
        for fan_in, fan_out in zip(SIZES[:-1], SIZES[1:]):
            modules += [nn.Linear(fan_in, fan_out), nn.LayerNorm(fan_out), nn.SiLU()]
        self.net = nn.Sequential(*modules[:-2])

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


def train(model: nn.Module, loader: Iterable, epochs: int = 10, lr: float = 1e-3) -> list[float]:
    opt = optim.AdamW(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        mean, n = 0.0, 0
        for x, y in loader:
            opt.zero_grad(set_to_none=True)
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            n += len(y)
            mean += (loss.item() - mean) * len(y) / n  # running mean over the samples
        losses.append(mean)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}")
    return losses


def accuracy(model: nn.Module, loader: Iterable) -> float:
    was_training = model.training
    model.eval()
    with torch.inference_mode():
        right = torch.cat([model(x).argmax(1).eq(y) for x, y in loader])
    model.train(was_training)
    return right.double().mean().item()
