import torch
from torch import nn
from torch.nn import functional as F


class MLP(nn.Module):
    """Weights as plain parameters, PReLU between."""

    def __init__(self):
        super().__init__()
        sizes = [784, 80, 40, 10]
        self.W = nn.ParameterList([torch.randn(m, n) * (2 / n) ** 0.5 for n, m in zip(sizes, sizes[1:])])
        self.b = nn.ParameterList([torch.zeros(m) for m in sizes[1:]])
        self.slope = nn.Parameter(torch.full((1,), 0.25))
        self.dropout = nn.Dropout(0.05)

    def forward(self, x):
        h = x.reshape(x.shape[0], -1) - 0.5
        *hidden, (W, b) = zip(self.W, self.b)
        for V, a in hidden:
            h = self.dropout(F.prelu(torch.einsum("ni,oi->no", h, V) + a, self.slope))
        return torch.einsum("ni,oi->no", h, W) + b


def train(model, loader, epochs=10, lr=0.001):
    optimizer = torch.optim.Adamax(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        total = torch.zeros((), dtype=torch.float64)
        for images, labels in loader:

            def closure():
                optimizer.zero_grad()
                loss = F.cross_entropy(model(images), labels)
                loss.backward()
                return loss

            total += optimizer.step(closure).detach().double() * len(labels)
        losses.append(float(total) / len(loader.dataset))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    before = model.training
    try:
        model.eval()
        with torch.no_grad():
            wrong, everything = 0, 0
            for images, labels in loader:
                wrong += torch.count_nonzero(model(images).argmax(1) - labels).item()
                everything += len(labels)
    finally:
        model.train(before)
    return 1 - wrong / everything
