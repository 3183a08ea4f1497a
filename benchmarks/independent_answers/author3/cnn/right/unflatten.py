import torch
from torch import nn
from torch.nn import functional as F


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        # 320 -> 10 written as a convolution over the whole 4 x 4 map
        self.linear = nn.Conv2d(20, 10, 4)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        row = x.flatten(1)  # (batch, 320)
        logits = self.linear(row.unflatten(1, (20, 4, 4)))  # (batch, 10, 1, 1)
        return logits.reshape(-1, 10)


def evaluate(model, loader):
    """A generator: for each sample whether the answer is right."""
    model.eval()
    for images, labels in loader:
        with torch.no_grad():
            scores = model(images)
        yield from (scores.argmax(dim=-1) == labels).tolist()


def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.RAdam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        epoch_loss = torch.zeros((), dtype=torch.float64)
        n = 0
        for images, labels in loader:
            optimizer.zero_grad()
            p = torch.log_softmax(model(images), dim=1)
            loss = -p.gather(1, labels.reshape(-1, 1)).mean()
            loss.backward()
            optimizer.step()
            epoch_loss += loss.detach() * len(images)
            n += len(images)
        losses.append((epoch_loss / n).item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    verdicts = list(evaluate(model, loader))
    return verdicts.count(True) / len(verdicts)
