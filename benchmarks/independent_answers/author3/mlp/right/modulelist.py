import torch
from torch import nn
from torch.nn import functional as F


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [784, 512, 256, 128, 64, 10]
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in zip(sizes[:-1], sizes[1:]))

    def forward(self, x):
        x = x.reshape(len(x), 784)
        *hidden, last = self.layers
        for layer in hidden:
            x = F.relu(layer(x))
        return last(x)


class Mean:
    """A running mean like keras.metrics.Mean."""

    def __init__(self):
        self.reset_state()

    def reset_state(self):
        self.total = 0.0
        self.count = 0

    def update_state(self, value, sample_weight=1):
        self.total += value * sample_weight
        self.count += sample_weight

    def result(self):
        return self.total / self.count


def train(model, loader, epochs=10, lr=0.001):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
    metric = Mean()
    history = {"loss": []}
    for epoch in range(epochs):
        metric.reset_state()
        model.train()
        for x_batch, y_batch in loader:
            y_pred = model(x_batch)
            loss = loss_fn(y_pred, y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            metric.update_state(loss.item(), sample_weight=x_batch.shape[0])
        history["loss"].append(metric.result())
        print("Epoch {}/{}, Loss {:.4f}".format(epoch, epochs - 1, metric.result()))
    return history["loss"]


def accuracy(model, loader):
    metric = Mean()
    model.eval()
    with torch.no_grad():
        for x_batch, y_batch in loader:
            y_pred = model(x_batch).argmax(axis=-1)
            for hit in (y_pred == y_batch).tolist():
                metric.update_state(float(hit))
    return metric.result()
