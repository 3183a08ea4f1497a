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
    total, right = 0, 0
    with torch.no_grad():
        for batch in loader:
            images, labels = batch
            order = model(images).argsort(dim=1, descending=True)
            for answer, label in zip(order[:, 0].tolist(), labels.tolist()):
                right += answer == label
                total += 1
    return right / total
