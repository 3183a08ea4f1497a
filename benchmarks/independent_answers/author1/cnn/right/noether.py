import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(in_channels=1, out_channels=10, kernel_size=5)
        self.c2 = nn.Conv2d(in_channels=10, out_channels=20, kernel_size=5)
        self.fc = nn.Linear(20 * 4 * 4, 10)

    @staticmethod
    def pool(x):
        """The largest of each 2 x 2, by reshaping."""
        b, c, h, w = x.shape
        return x.reshape(b, c, h // 2, 2, w // 2, 2).amax(dim=(3, 5))

    def forward(self, x):
        x = self.pool(self.c1(x)).clamp(min=0)  # (batch, 10, 12, 12)
        x = self.pool(self.c2(x)).clamp(min=0)  # (batch, 20, 4, 4)
        return self.fc(x.reshape(x.shape[0], -1))


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
