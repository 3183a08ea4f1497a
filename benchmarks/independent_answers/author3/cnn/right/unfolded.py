import torch
from torch import nn


class Conv(nn.Module):
    """A convolution by hand: all windows of 5 x 5 as rows, times the kernels."""

    def __init__(self, n_in, n_out, size=5):
        super().__init__()
        self.size = size
        bound = (n_in * size * size) ** -0.5
        self.weight = nn.Parameter(torch.empty(n_out, n_in, size, size).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(n_out).uniform_(-bound, bound))

    def forward(self, x):
        windows = x.unfold(2, self.size, 1).unfold(3, self.size, 1)  # (batch, in, rows, columns, 5, 5)
        maps = torch.einsum("bcrskl,ockl->bors", windows, self.weight)
        return maps + self.bias.reshape(-1, 1, 1)


def pool(x):
    batch, channels, rows, columns = x.shape
    return x.reshape(batch, channels, rows // 2, 2, columns // 2, 2).amax(dim=(3, 5))


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = Conv(1, 10)
        self.conv2 = Conv(10, 20)
        self.linear = nn.Linear(320, 10)

    def forward(self, x):
        x = pool(self.conv1(x)).clamp(min=0)
        x = pool(self.conv2(x)).clamp(min=0)
        return self.linear(x.reshape(len(x), 320))


def sgd_step(model, lr):
    """W <- W - lr dL/dW, without an optimizer object."""
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p.sub_(lr * p.grad)


def train(model, loader, epochs=5, lr=0.001):
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
