import torch
from torch import nn
from torch.nn import functional as F


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.k1 = nn.Parameter(torch.randn(10, 1, 5, 5) * (2 / 25) ** 0.5)
        self.b1 = nn.Parameter(torch.zeros(10))
        self.k2 = nn.Parameter(torch.randn(20, 10, 5, 5) * (2 / 250) ** 0.5)
        self.b2 = nn.Parameter(torch.zeros(20))
        self.w = nn.Parameter(torch.randn(10, 320) / 320**0.5)
        self.b = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        x = F.conv2d(x, self.k1, self.b1)
        x = torch.relu(F.max_pool2d(x, 2))
        x = F.conv2d(x, self.k2, self.b2)
        x = torch.relu(F.max_pool2d(x, 2))
        return F.linear(x.view(x.size(0), -1), self.w, self.b)


class Trainer:
    def __init__(self, model, lr):
        self.model = model
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adamax(model.parameters(), lr=lr)

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def fit_epoch(self, loader):
        self.model.train()
        pairs = [(self.step(x, y), len(y)) for x, y in loader]
        return sum(value * n for value, n in pairs) / sum(n for _, n in pairs)


def train(model, loader, epochs=5, lr=0.001):
    trainer = Trainer(model, lr)
    losses = []
    while len(losses) < epochs:
        epoch, loss = len(losses), trainer.fit_epoch(loader)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}", flush=True)
        losses.append(loss)
    return losses


@torch.inference_mode()
def accuracy(model, loader):
    model.eval()
    right = total = 0
    for x, y in loader:
        right += torch.sum(torch.argmax(model(x), dim=1) == y)
        total += y.shape[0]
    return right.item() / total
