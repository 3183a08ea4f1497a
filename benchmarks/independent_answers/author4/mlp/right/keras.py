import torch
from torch import nn
from torch.nn import functional as F


class MLP(nn.Module):
    """Flatten, Dense(128, gelu), Dropout, Dense(64, gelu), Dense(10)"""

    def __init__(self, units=(128, 64), rate=0.1):
        super().__init__()
        self.dense = nn.ModuleList()
        n = 28 * 28
        for u in units:
            self.dense.append(nn.Linear(n, u))
            n = u
        self.dropout = nn.Dropout(rate)
        self.last = nn.Linear(n, 10)

    def forward(self, x):
        h = torch.flatten(x, 1)
        for layer in self.dense:
            h = self.dropout(F.gelu(layer(h)))
        return self.last(h)


def fit_batch(model, optimizer, x, y):
    optimizer.zero_grad()
    total = F.cross_entropy(model(x), y, reduction="sum")
    (total / len(y)).backward()
    optimizer.step()
    return total.item()


def train(model, loader, epochs=10, lr=0.001):
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        seen, total = 0, 0.0
        for x, y in loader:
            total += fit_batch(model, optimizer, x, y)
            seen += y.shape[0]
        history.append(total / seen)
        print("Epoch {}/{}, Loss {:.4f}".format(epoch, epochs - 1, history[-1]))
    return history


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    hits = []
    for x, y in loader:
        hits.extend((model(x).argmax(-1) == y).tolist())
    return sum(hits) / len(hits)
