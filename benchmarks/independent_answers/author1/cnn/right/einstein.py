import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.ModuleList([nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)])
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.classifier = nn.Linear(320, 10)

    def forward(self, x):
        f, g = self.features
        x = self.pool(f(x).relu())
        x = self.pool(g(x).relu())
        return self.classifier(torch.flatten(x, start_dim=1))


def train(model: nn.Module, loader, epochs: int = 5, lr: float = 0.001) -> list[float]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr)
    epoch_losses = []
    for epoch in range(epochs):
        model.train()
        running, seen = 0.0, 0
        for images, labels in loader:
            optimizer.zero_grad()
            logits = model(images)
            loss = criterion(logits, labels)
            loss.backward()
            optimizer.step()
            batch = labels.shape[0]
            running += batch * loss.item()
            seen += batch
        mean = running / seen
        epoch_losses.append(mean)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}")
    return epoch_losses


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    right = [model(images).argmax(dim=-1).eq(labels) for images, labels in loader]
    return torch.cat(right).float().mean().item()
