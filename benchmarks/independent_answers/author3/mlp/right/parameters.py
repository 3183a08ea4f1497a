import torch
from torch import nn


class MLP(nn.Module):
    """z = h W^T + b, with W and b of my own."""

    def __init__(self):
        super().__init__()
        sizes = (784, 128, 64, 10)
        self.weights = nn.ParameterList()
        self.biases = nn.ParameterList()
        for n, m in zip(sizes, sizes[1:]):
            self.weights.append(nn.Parameter(torch.randn(m, n) * (2 / n) ** 0.5))
            self.biases.append(nn.Parameter(torch.zeros(m)))

    def forward(self, x):
        h = x.view(x.size(0), -1)
        last = len(self.weights) - 1
        for k in range(last):
            h = (h @ self.weights[k].T + self.biases[k]).clamp(min=0)
        return h @ self.weights[last].T + self.biases[last]


def sgd_step(model, lr):
    """W <- W - lr dL/dW, without an optimizer object."""
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p.sub_(lr * p.grad)


def train(model, loader, epochs=10, lr=0.001):
    losses = []
    for epoch in range(epochs):
        model.train()
        seen = 0
        mean = 0.0
        for images, labels in loader:
            model.zero_grad()
            logits = model(images)
            loss = (torch.logsumexp(logits, dim=1) - logits[torch.arange(len(labels)), labels]).mean()
            loss.backward()
            sgd_step(model, lr)
            seen += len(labels)
            mean += (loss.item() - mean) * len(labels) / seen  # a running mean
        losses.append(mean)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}")
    return losses


def accuracy(model, loader):
    model.train(False)
    n_right = n_all = 0
    for images, labels in loader:
        with torch.no_grad():
            logits = model(images)
        _, answer = torch.max(logits, 1)
        n_right += torch.eq(answer, labels).sum().item()
        n_all += labels.size(0)
    return n_right / n_all
