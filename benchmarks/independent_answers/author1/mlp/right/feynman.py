import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(200, 784) * (2 / 784) ** 0.5)
        self.b1 = nn.Parameter(torch.zeros(200))
        self.W2 = nn.Parameter(torch.randn(10, 200) * (1 / 200) ** 0.5)
        self.b2 = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        x = x.reshape(len(x), 784)
        h = torch.relu(torch.einsum("bi,hi->bh", x, self.W1) + self.b1)
        return torch.einsum("bh,kh->bk", h, self.W2) + self.b2


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


def accuracy(model, loader):
    model.eval()
    total, right = 0, 0
    with torch.no_grad():
        for batch in loader:
            images, labels = batch
            order = model(images).argsort(dim=1, descending=True)
            for answer, label in zip(order[:, 0].tolist(), labels.tolist()):
                right += answer == label
                total += 1
    return right / total
