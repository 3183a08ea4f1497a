from collections import OrderedDict

import torch
import torch.nn as nn


class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.body = nn.Sequential(OrderedDict([
            ("conv1", nn.Conv2d(1, 10, 5)), ("act1", nn.ReLU()), ("pool1", nn.MaxPool2d(2)),
            ("conv2", nn.Conv2d(10, 20, 5)), ("act2", nn.ReLU()), ("pool2", nn.MaxPool2d(2)),
        ]))
        self.head = nn.Linear(20 * 4 * 4, 10)

    def forward(self, x):
        x = self.body(x)
        x = x.view(-1, 320)
        return self.head(x)


def train(model, loader, epochs=5, lr=0.001):
    loss_fn = nn.CrossEntropyLoss()
    opt = torch.optim.Adagrad(model.parameters(), lr=lr)

    def fit(x, y):
        def closure():
            opt.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            return loss

        return opt.step(closure).item()

    losses = []
    for epoch in range(epochs):
        model.train()
        weighted, count = 0.0, 0
        for x, y in loader:
            weighted += fit(x, y) * y.numel()
            count += y.numel()
        losses.append(weighted / count)
        print("Epoch ", epoch, "/", epochs - 1, ", Loss ", f"{weighted / count:.4f}", sep="")
    return losses


def accuracy(model, loader):
    model.eval()
    right, total = torch.tensor(0), 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            best = logits.max(dim=1, keepdim=True)[1]
            right = right + best.eq(y.view_as(best)).sum()
            total += len(x)
    return float(right) / total
