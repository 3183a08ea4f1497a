import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.Tanh(), nn.Linear(128, 10))

    def forward(self, x):
        return self.net(x)


def train(model, loader, epochs=10, lr=0.001):
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


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    right = [model(images).argmax(dim=-1).eq(labels) for images, labels in loader]
    return torch.cat(right).float().mean().item()
