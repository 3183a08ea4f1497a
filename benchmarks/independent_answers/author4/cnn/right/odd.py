from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F


class Pool(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def forward(self, x):
        return F.adaptive_max_pool2d(F.relu(x), self.size)


class CNN(nn.Sequential):
    def __init__(self):
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(1, 10, 5),
                pool1=Pool(12),
                conv2=nn.Conv2d(10, 20, 5),
                pool2=Pool(4),
                flatten=nn.Flatten(),
                logits=nn.Linear(320, 10),
            )
        )


def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.Adam([{"params": model.parameters()}], lr=lr, amsgrad=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.5, total_iters=max(epochs, 1))
    losses = []
    for epoch in range(epochs):
        model.train()
        batches = []
        for images, labels in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
            batches.append((loss.item(), len(labels)))
        schedule.step()
        count = sum(n for _, n in batches)
        losses.append(sum(value * n for value, n in batches) / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    model.eval()
    right, count = torch.tensor(0), 0
    with torch.no_grad():
        for images, labels in loader:
            right += (model(images).sort(dim=1).indices[:, -1] == labels).sum()
            count += len(labels)
    return right.item() / count
