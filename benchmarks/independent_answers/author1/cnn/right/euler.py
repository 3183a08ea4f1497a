import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 10, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(10, 20, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(320, 10),
        )

    def forward(self, x):
        return self.net(x)


def train(model, loader, epochs=5, lr=0.001):
    opt = torch.optim.RMSprop(model.parameters(), lr=lr)

    def batch_loss(x, y):
        z = model(x)
        loss = (z.logsumexp(dim=1) - z.gather(1, y[:, None]).squeeze(1)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        return loss.item()

    def run():
        model.train()
        pairs = [(batch_loss(x, y), len(y)) for x, y in loader]
        return sum(l * n for l, n in pairs) / sum(n for _, n in pairs)

    losses = []
    for epoch in range(epochs):
        losses.append(run())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    was = model.training
    model.eval()
    with torch.no_grad():
        C = sum(torch.bincount((model(x).argmax(1) == y).long(), minlength=2) for x, y in loader)
    model.train(was)
    return (C[1] / C.sum()).item()
