from dataclasses import dataclass, field

import torch
from torch import nn


@dataclass
class Config:
    inputs: int = 28 * 28
    hidden: list = field(default_factory=lambda: [512, 256, 128, 64])
    classes: int = 10
    activation: type = nn.LeakyReLU


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        cfg = Config()
        layers, width = [], cfg.inputs
        for h in cfg.hidden:
            layers += [nn.Linear(width, h), cfg.activation()]
            width = h
        layers.append(nn.Linear(width, cfg.classes))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x.flatten(1))


class Trainer:
    def __init__(self, model, lr):
        self.model = model
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adamax(model.parameters(), lr=lr)

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def fit_epoch(self, loader):
        self.model.train()
        pairs = [(self.step(x, y), len(y)) for x, y in loader]
        return sum(value * n for value, n in pairs) / sum(n for _, n in pairs)


def train(model, loader, epochs=10, lr=0.001):
    trainer = Trainer(model, lr)
    losses = []
    while len(losses) < epochs:
        epoch, loss = len(losses), trainer.fit_epoch(loader)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}", flush=True)
        losses.append(loss)
    return losses


@torch.inference_mode()
def accuracy(model, loader):
    model.eval()
    right = total = 0
    for x, y in loader:
        right += torch.sum(torch.argmax(model(x), dim=1) == y)
        total += y.shape[0]
    return right.item() / total
