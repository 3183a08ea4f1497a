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
    sgd = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for n in range(epochs):
        model.train()
        sums, sizes = [], []
        for x, y in loader:
            L = F.cross_entropy(model(x), y, reduction="sum")
            sgd.zero_grad()
            (L / len(y)).backward()
            sgd.step()
            sums.append(L.item())
            sizes.append(len(y))
        history.append(sum(sums) / sum(sizes))
        print("Epoch %d/%d, Loss %.4f" % (n, epochs - 1, history[-1]))
    return history


def accuracy(model, loader):
    was = model.training
    model.eval()
    with torch.no_grad():
        C = sum(torch.bincount((model(x).argmax(1) == y).long(), minlength=2) for x, y in loader)
    model.train(was)
    return (C[1] / C.sum()).item()
