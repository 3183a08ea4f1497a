import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 256)
        self.b = nn.Linear(256, 64)
        self.c = nn.Linear(64, 10)
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        h = F.gelu(self.a(x.flatten(start_dim=1)))
        h = F.gelu(self.b(self.drop(h)))
        return self.c(h)


def train(model, loader, epochs=10, lr=0.001):
    theta = [p for p in model.parameters() if p.requires_grad]
    losses = []
    for epoch in range(epochs):
        model.train()
        S = N = 0
        for x, y in loader:
            loss = nn.CrossEntropyLoss()(model(x), y)
            grads = torch.autograd.grad(loss, theta, allow_unused=True)
            with torch.no_grad():
                for p, g in zip(theta, grads):
                    if g is not None:
                        p -= lr * g
            S, N = S + loss.item() * y.numel(), N + y.numel()
        losses.append(S / N)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {S / N:.4f}")
    return losses


def accuracy(model, loader):
    was = model.training
    model.eval()
    with torch.no_grad():
        C = sum(torch.bincount((model(x).argmax(1) == y).long(), minlength=2) for x, y in loader)
    model.train(was)
    return (C[1] / C.sum()).item()
