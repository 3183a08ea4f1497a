import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(200, 784) * (2 / 784) ** 0.5)
        self.b1 = nn.Parameter(torch.zeros(200))
        self.W2 = nn.Parameter(torch.randn(10, 200) * (1 / 200) ** 0.5)
        self.b2 = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        x = x.reshape(len(x), 784)
        h = torch.relu(torch.einsum("bi,hi->bh", x, self.W1) + self.b1)
        return torch.einsum("bh,kh->bk", h, self.W2) + self.b2


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
    model.eval()
    h, m = [], []
    with torch.inference_mode():
        for images, labels in loader:
            best = model(images).max(dim=1).indices
            h.append(int((best == labels).sum()))
            m.append(labels.numel())
    return sum(h) / sum(m)
