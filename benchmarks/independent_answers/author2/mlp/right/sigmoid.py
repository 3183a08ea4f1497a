import torch
from torch import nn
from torch.nn import functional as F

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.in_layer = nn.Linear(784, 60)
        self.mid_layer = nn.Linear(60, 30)
        self.out_layer = nn.Linear(30, 10)

    def activation(self, z):
        return torch.sigmoid(z)

    def forward(self, x):
        x = x.reshape(-1, 784)
        x = self.activation(self.in_layer(x))
        x = self.activation(self.mid_layer(x))
        return self.out_layer(x)

def train(model, loader, epochs=10, lr=0.001):
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
    good = 0
    bad = 0
    old = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    for images, labels in loader:
        guess = torch.argmax(model(images), dim=1)
        same = guess.eq(labels).sum().item()
        good += same
        bad += len(labels) - same
    torch.set_grad_enabled(old)
    return good / (good + bad)
