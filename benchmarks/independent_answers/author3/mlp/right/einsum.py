import torch
from torch import nn


class Dense(nn.Module):
    def __init__(self, units_in, units, activation=None):
        super().__init__()
        self.kernel = nn.Parameter(nn.init.xavier_uniform_(torch.empty(units_in, units)))
        self.bias = nn.Parameter(torch.zeros(units))
        self.activation = activation or (lambda z: z)

    def forward(self, x):
        return self.activation(torch.einsum("bi,io->bo", x, self.kernel) + self.bias)


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(Dense(784, 64, torch.relu), Dense(64, 32, torch.relu), Dense(32, 10))

    def forward(self, x):
        return self.layers(x.reshape(x.size(0), -1))


def evaluate(model, loader):
    """A generator: for each sample whether the answer is right."""
    model.eval()
    for images, labels in loader:
        with torch.no_grad():
            scores = model(images)
        yield from (scores.argmax(dim=-1) == labels).tolist()


def train(model, loader, epochs=10, lr=0.001):
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
