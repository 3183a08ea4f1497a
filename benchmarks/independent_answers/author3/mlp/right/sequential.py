import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(
            nn.Flatten(),
            nn.Linear(784, 512),
            nn.ReLU(),
            nn.Linear(512, 256),
            nn.ReLU(),
            nn.Linear(256, 128),
            nn.ReLU(),
            nn.Linear(128, 64),
            nn.ReLU(),
            nn.Linear(64, 10),
        )

    def forward(self, x):
        return self.model(x)


def train(model, loader, epochs=10, lr=0.001):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        total, samples = 0.0, 0
        for images, labels in loader:
            optimizer.zero_grad()
            logits = model(images)
            loss = criterion(logits, labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            samples += len(labels)
        losses.append(total / samples)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    model.eval()
    correct, samples = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            answers = model(images).argmax(dim=1)
            correct += (answers == labels).sum().item()
            samples += len(labels)
    return correct / samples
