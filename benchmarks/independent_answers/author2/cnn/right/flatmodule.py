import torch
from torch import nn
from torch.nn import functional as F

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5, bias=True)
        self.conv2 = nn.Conv2d(10, 20, 5, bias=True)
        self.flat = nn.Flatten()
        self.dense = nn.Linear(20 * 4 * 4, 10, bias=True)

    def forward(self, x):
        # (batch, 1, 28, 28)
        x1 = self.conv1(x)            # (batch, 10, 24, 24)
        x2 = F.max_pool2d(x1, 2)      # (batch, 10, 12, 12)
        x3 = x2.relu()
        x4 = self.conv2(x3)           # (batch, 20, 8, 8)
        x5 = F.max_pool2d(x4, 2)      # (batch, 20, 4, 4)
        x6 = x5.relu()
        x7 = self.flat(x6)            # (batch, 320)
        return self.dense(x7)

def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        count = 0
        for images, labels in loader:
            optimizer.zero_grad()
            logits = model(images)
            loss = criterion(logits, labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            count += len(labels)
        mean = total / count
        print(f"Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}")
        losses.append(mean)
    return losses

def accuracy(model, loader):
    model.eval()
    right = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            answers = model(images).argmax(dim=1)
            right += (answers == labels).sum().item()
            total += len(labels)
    return right / total
