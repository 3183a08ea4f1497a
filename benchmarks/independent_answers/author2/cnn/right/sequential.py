import torch
from torch import nn
from torch.nn import functional as F

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 10, 5),
            nn.MaxPool2d(2),
            nn.ReLU(),
            nn.Conv2d(10, 20, 5),
            nn.MaxPool2d(2),
            nn.ReLU(),
        )
        self.classifier = nn.Linear(320, 10)

    def forward(self, x):
        maps = self.features(x)
        row = torch.flatten(maps, start_dim=1)
        return self.classifier(row)

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
    correct = 0
    count = 0
    model.eval()
    for images, labels in loader:
        with torch.no_grad():
            logits = model(images)
        for i in range(logits.shape[0]):
            best = 0
            for k in range(1, 10):
                if logits[i][k] > logits[i][best]:
                    best = k
            if best == labels[i]:
                correct = correct + 1
            count = count + 1
    return correct / count
