import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class CNN(nn.Module):
    """Convolution as a matrix product over unfolded windows."""

    def __init__(self):
        super().__init__()
        self.k1 = nn.Parameter(torch.randn(10, 1, 5, 5) / 5)
        self.a1 = nn.Parameter(torch.zeros(10))
        self.k2 = nn.Parameter(torch.randn(20, 10, 5, 5) / 250**0.5)
        self.a2 = nn.Parameter(torch.zeros(20))
        self.W = nn.Parameter(torch.randn(10, 320) / 320**0.5)
        self.c = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        for k, a in ((self.k1, self.a1), (self.k2, self.a2)):
            windows = x.unfold(2, 5, 1).unfold(3, 5, 1)  # (batch, in, rows, columns, 5, 5)
            x = torch.einsum("bipquv,oiuv->bopq", windows, k) + a[:, None, None]
            x = torch.relu(F.max_pool2d(x, 2))
        return torch.einsum("bn,kn->bk", x.flatten(1), self.W) + self.c


def train(model, loader, epochs=5, lr=0.001):
    opt = torch.optim.RMSprop(model.parameters(), lr=lr)

    def batch_loss(x, y):
        z = model(x)
        loss = (z.logsumexp(dim=1) - z.gather(1, y[:, None]).squeeze(1)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        return loss.item()

    def run():
        model.train()
        pairs = [(batch_loss(x, y), len(y)) for x, y in loader]
        return sum(l * n for l, n in pairs) / sum(n for _, n in pairs)

    losses = []
    for epoch in range(epochs):
        losses.append(run())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    model.eval()
    hits = n = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
            n += len(y)
    return hits / n
