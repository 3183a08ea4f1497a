import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.Tanh(), nn.Linear(128, 10))

    def forward(self, x):
        return self.net(x)


def train(model, loader, epochs=10, lr=0.001):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        total = count = 0
        for images, labels in loader:
            opt.zero_grad()
            loss = F.cross_entropy(model(images), labels)
            loss.backward()
            opt.step()
            total += loss.item() * len(labels)
            count += len(labels)
        losses.append(total / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    was = model.training
    model.eval()
    with torch.no_grad():
        C = sum(torch.bincount((model(x).argmax(1) == y).long(), minlength=2) for x, y in loader)
    model.train(was)
    return (C[1] / C.sum()).item()
