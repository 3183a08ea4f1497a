import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        widths = (784, 512, 256, 128, 64)
        blocks = [nn.Sequential(nn.Linear(m, n), nn.ReLU()) for m, n in zip(widths, widths[1:])]
        self.body, self.head = nn.Sequential(*blocks), nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.body(x.view(x.shape[0], -1)))


def train(model, loader, epochs=10, lr=0.001):
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
    total, right = 0, 0
    with torch.no_grad():
        for batch in loader:
            images, labels = batch
            order = model(images).argsort(dim=1, descending=True)
            for answer, label in zip(order[:, 0].tolist(), labels.tolist()):
                right += answer == label
                total += 1
    return right / total
