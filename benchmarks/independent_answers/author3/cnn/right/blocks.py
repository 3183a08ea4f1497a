import torch
from torch import nn


def block(n_in, n_out):
    return nn.Sequential(nn.Conv2d(n_in, n_out, 5, stride=1, padding=0), nn.MaxPool2d(2, 2), nn.ReLU())


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        channels = [1, 10, 20]
        self.features = nn.ModuleList([block(a, b) for a, b in zip(channels, channels[1:])])
        self.classifier = nn.Linear(320, 10)

    def forward(self, x):
        for layer in self.features:
            x = layer(x)
        return self.classifier(torch.flatten(x, 1))


def run_epoch(model, loader, optimizer=None):
    """Once through the loader; trains if there is an optimizer. Gives loss sum, right answers, samples."""
    training = optimizer is not None
    model.train(training)
    loss_sum, right, n = 0.0, 0, 0
    with torch.set_grad_enabled(training):
        for images, labels in loader:
            logits = model(images)
            loss = nn.functional.cross_entropy(logits, labels)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            loss_sum += loss.item() * labels.shape[0]
            right += int((logits.argmax(1) == labels).sum())
            n += labels.shape[0]
    return loss_sum, right, n


def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.Adam(model.parameters(), lr)
    losses = []
    for epoch in range(epochs):
        loss_sum, _, n = run_epoch(model, loader, optimizer)
        losses.append(loss_sum / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss_sum / n:.4f}")
    return losses


def accuracy(model, loader):
    _, right, n = run_epoch(model, loader)
    return right / n
