from dataclasses import dataclass

import torch
from torch import nn


def dense(n, m):
    return nn.Sequential(nn.Linear(n, m, bias=False), nn.LayerNorm(m), nn.GELU())


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Flatten(start_dim=1), dense(784, 128), dense(128, 64))
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.stem(x))


@dataclass
class Meter:
    total: float = 0.0
    samples: int = 0

    def add(self, value: float, samples: int) -> None:
        self.total += value
        self.samples += samples

    @property
    def mean(self) -> float:
        return self.total / self.samples


def train(model: nn.Module, loader, epochs: int = 10, lr: float = 0.001) -> list:
    params = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.NAdam(params, lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        meter = Meter()
        for images, labels in loader:
            for p in params:
                p.grad = None
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
            meter.add(loss.item() * images.size(0), images.size(0))
        losses.append(meter.mean)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {meter.mean:.4f}")
    return losses


def accuracy(model: nn.Module, loader) -> float:
    meter = Meter()
    model.eval()
    with torch.no_grad():
        for images, labels in loader:
            predicted = model(images).topk(1, dim=1).indices.squeeze(1)
            meter.add(predicted.eq(labels).sum().item(), labels.numel())
    return meter.mean
