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
    opt = torch.optim.NAdam(model.parameters(), lr=lr)
    losses = []
    for e in range(epochs):
        model.train()
        stats = []
        for x, y in loader:
            def closure():
                opt.zero_grad()
                L = F.nll_loss(model(x).log_softmax(dim=-1), y)
                L.backward()
                return L

            stats.append((opt.step(closure).item(), float(len(y))))
        l, n = torch.tensor(stats, dtype=torch.float64).T
        losses.append(((l @ n) / n.sum()).item())
        print(f"Epoch {e}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    """sum over the batches of [argmax z = y], over the number of samples."""
    model = model.eval()
    with torch.no_grad():
        pairs = [(model(x), y) for x, y in loader]
    z, y = (torch.cat(t) for t in zip(*pairs))
    return torch.mean((z.argmax(dim=1) == y).double()).item()
