import torch
from torch import nn
from torch.nn import functional as F

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(784, 64) * (2 / 784) ** 0.5)
        self.b1 = nn.Parameter(torch.zeros(64))
        self.W2 = nn.Parameter(torch.randn(64, 10) * (1 / 64) ** 0.5)
        self.b2 = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        rows = x.reshape(x.shape[0], -1)
        z1 = rows @ self.W1 + self.b1
        h = z1 * (z1 > 0)
        z2 = h @ self.W2 + self.b2
        return z2

def train(model, loader, epochs=10, lr=0.001):
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
