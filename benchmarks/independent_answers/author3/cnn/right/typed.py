from dataclasses import dataclass

import torch
from torch import Tensor, nn


class CNN(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1: nn.Conv2d = nn.Conv2d(1, 10, 5)
        self.conv2: nn.Conv2d = nn.Conv2d(10, 20, 5)
        self.pool: nn.MaxPool2d = nn.MaxPool2d(2)
        self.relu: nn.ReLU = nn.ReLU()
        self.linear: nn.Linear = nn.Linear(320, 10)
        for conv in (self.conv1, self.conv2):
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            nn.init.zeros_(conv.bias)

    def features(self, x: Tensor) -> Tensor:
        x = self.relu(self.pool(self.conv1(x)))
        return self.relu(self.pool(self.conv2(x)))

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(self.features(x).flatten(1))


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


def train(model: nn.Module, loader, epochs: int = 5, lr: float = 0.001) -> list:
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
