import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.ModuleList([nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)])
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.classifier = nn.Linear(320, 10)

    def forward(self, x):
        f, g = self.features
        x = self.pool(f(x).relu())
        x = self.pool(g(x).relu())
        return self.classifier(torch.flatten(x, start_dim=1))


def train(model, loader, epochs=5, lr=0.001):
    opt = torch.optim.Adam(model.parameters(), lr=lr)

    def one_epoch():
        model.train()
        mean, n = 0.0, 0  # a running mean over the samples
        for x, y in loader:
            for p in model.parameters():
                p.grad = None
            z = model(x)
            loss = -(F.one_hot(y, z.shape[1]) * F.log_softmax(z, 1)).sum(1).mean()
            loss.backward()
            opt.step()
            n += len(y)
            mean += (loss.item() - mean) * len(y) / n
        return mean

    losses = []
    for epoch in range(epochs):
        loss = one_epoch()
        losses.append(loss)
        print("Epoch {}/{}, Loss {:.4f}".format(epoch, epochs - 1, loss))
    return losses


def accuracy(model, loader):
    model.eval()
    hits = n = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
            n += len(y)
    return hits / n
