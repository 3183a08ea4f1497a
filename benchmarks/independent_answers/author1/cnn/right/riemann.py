import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(in_channels=1, out_channels=10, kernel_size=5)
        self.c2 = nn.Conv2d(in_channels=10, out_channels=20, kernel_size=5)
        self.fc = nn.Linear(20 * 4 * 4, 10)

    @staticmethod
    def pool(x):
        """The largest of each 2 x 2, by reshaping."""
        b, c, h, w = x.shape
        return x.reshape(b, c, h // 2, 2, w // 2, 2).amax(dim=(3, 5))

    def forward(self, x):
        x = self.pool(self.c1(x)).clamp(min=0)  # (batch, 10, 12, 12)
        x = self.pool(self.c2(x)).clamp(min=0)  # (batch, 20, 4, 4)
        return self.fc(x.reshape(x.shape[0], -1))


def train(model, loader, epochs=5, lr=0.001):
    theta = [p for p in model.parameters() if p.requires_grad]
    losses = []
    for epoch in range(epochs):
        model.train()
        S = N = 0
        for x, y in loader:
            loss = nn.CrossEntropyLoss()(model(x), y)
            grads = torch.autograd.grad(loss, theta, allow_unused=True)
            with torch.no_grad():
                for p, g in zip(theta, grads):
                    if g is not None:
                        p -= lr * g
            S, N = S + loss.item() * y.numel(), N + y.numel()
        losses.append(S / N)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {S / N:.4f}")
    return losses


def accuracy(model, loader):
    """sum over the batches of [argmax z = y], over the number of samples."""
    model = model.eval()
    with torch.no_grad():
        pairs = [(model(x), y) for x, y in loader]
    z, y = (torch.cat(t) for t in zip(*pairs))
    return torch.mean((z.argmax(dim=1) == y).double()).item()
