import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)
        self.linear = nn.Linear(320, 10)

    def forward(self, x):
        for conv in (self.conv1, self.conv2):
            x = F.relu(F.max_pool2d(conv(x), 2))
        return self.linear(x.flatten(1))


def train(model, loader, epochs=5, lr=0.001):
    theta = [p for p in model.parameters() if p.requires_grad]
    losses = []
    for epoch in range(epochs):
        model.train()
        S = N = 0
        for x, y in loader:
            loss = nn.CrossEntropyLoss()(model(x), y)
            grads = torch.autograd.grad(loss, theta, allow_unused=True)
            with torch.no_grad():
                for p, g in zip(theta, grads):
                    if g is not None:
                        p -= lr * g
            S, N = S + loss.item() * y.numel(), N + y.numel()
        losses.append(S / N)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {S / N:.4f}")
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
