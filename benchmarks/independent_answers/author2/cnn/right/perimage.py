import torch
from torch import nn
from torch.nn import functional as F

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc = nn.Linear(320, 10)

    def forward(self, x):
        h1 = F.relu(F.max_pool2d(self.conv1(x), 2))
        h2 = F.relu(F.max_pool2d(self.conv2(h1), 2))
        rows = []
        for i in range(h2.shape[0]):
            rows.append(h2[i].reshape(320))
        table = torch.stack(rows)
        return self.fc(table)

def train(model, loader, epochs=5, lr=0.001):
    params = list(model.parameters())
    losses = []
    for epoch in range(epochs):
        model.train()
        loss_sum = 0.0
        n = 0
        for images, labels in loader:
            for p in params:
                p.grad = None
            logits = model(images)
            loss = F.cross_entropy(logits, labels)
            loss.backward()
            with torch.no_grad():
                for p in params:
                    if p.grad is not None:
                        p -= lr * p.grad
            loss_sum += float(loss.item()) * images.size(0)
            n += images.size(0)
        losses += [loss_sum / n]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
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
