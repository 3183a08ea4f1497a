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
    opt, losses = torch.optim.AdamW(model.parameters(), lr=lr), []
    for epoch in range(epochs):
        model.train()
        pieces = []
        for images, labels in loader:
            per_sample = F.cross_entropy(model(images), labels, reduction="none")  # (batch,)
            opt.zero_grad()
            per_sample.mean().backward()
            opt.step()
            pieces.append(per_sample.detach())
        losses.append(torch.cat(pieces).mean().item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    """sum over the batches of [argmax z = y], over the number of samples."""
    model = model.eval()
    with torch.no_grad():
        pairs = [(model(x), y) for x, y in loader]
    z, y = (torch.cat(t) for t in zip(*pairs))
    return torch.mean((z.argmax(dim=1) == y).double()).item()
