import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        n = [784, 512, 256, 128, 64, 10]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(n, n[1:]))

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


def train(model, loader, epochs=10, lr=0.001):
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
    h, m = [], []
    with torch.inference_mode():
        for images, labels in loader:
            best = model(images).max(dim=1).indices
            h.append(int((best == labels).sum()))
            m.append(labels.numel())
    return sum(h) / sum(m)
