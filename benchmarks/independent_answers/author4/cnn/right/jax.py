import math

import torch
import torch.nn.functional as F
from torch import nn


def glorot(*shape):
    fan_in = math.prod(shape[1:])
    return nn.Parameter(torch.randn(*shape) / math.sqrt(fan_in))


class CNN(nn.Module):
    """The weights are plain parameters, the layers functions."""

    def __init__(self):
        super().__init__()
        self.k1, self.c1 = glorot(10, 1, 5, 5), nn.Parameter(torch.zeros(10))
        self.k2, self.c2 = glorot(20, 10, 5, 5), nn.Parameter(torch.zeros(20))
        self.w, self.b = glorot(10, 320), nn.Parameter(torch.zeros(10))

    def forward(self, x):
        for kernel, bias in ((self.k1, self.c1), (self.k2, self.c2)):
            x = F.conv2d(x, kernel, bias)
            x = F.max_pool2d(x, 2)
            x = x.clamp(min=0)
        return F.linear(x.reshape(x.shape[0], -1), self.w, self.b)


def train(model, loader, epochs=5, lr=0.001):
    params = list(model.parameters())
    optimizer = torch.optim.SGD(params, lr=lr, momentum=0.9, nesterov=True)

    def update(x, y):
        loss = F.cross_entropy(model(x), y)
        for p in params:
            p.grad = None
        loss.backward()
        optimizer.step()
        return loss.item()

    losses = []
    for epoch in range(epochs):
        model.train()
        weighted, count = 0.0, 0
        for x, y in loader:
            weighted += update(x, y) * y.size(0)
            count += y.size(0)
        losses.append(weighted / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {weighted / count:.4f}")
    return losses


def accuracy(model, loader):
    model.eval()
    correct = total = 0
    for x, y in loader:
        with torch.no_grad():
            scores = model(x)
        correct += int(torch.eq(scores.topk(1, dim=1).indices.squeeze(1), y).sum())
        total += y.numel()
    return correct / total
