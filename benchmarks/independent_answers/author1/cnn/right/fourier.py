import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 10, (5, 5))
        self.b = nn.Conv2d(10, 20, (5, 5))
        self.c = nn.Linear(320, 10)

    def forward(self, x):
        step = lambda z, f: F.adaptive_max_pool2d(f(z), [(s - 4) // 2 for s in z.shape[-2:]]).relu()
        return F.linear(step(step(x, self.a), self.b).flatten(1), self.c.weight, self.c.bias)


def train(model, loader, epochs=5, lr=0.001):
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


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    right = [model(images).argmax(dim=-1).eq(labels) for images, labels in loader]
    return torch.cat(right).float().mean().item()
