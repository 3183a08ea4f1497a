import torch
from torch import nn


class MLP(nn.Module):
    """Dense(256) - Dropout - Dense(128) - Dropout - Dense(10)"""

    def __init__(self):
        super().__init__()
        self.dense1 = nn.Linear(784, 256)
        self.dense2 = nn.Linear(256, 128)
        self.dense3 = nn.Linear(128, 10)
        self.dropout = nn.Dropout(0.2)
        for layer in (self.dense1, self.dense2, self.dense3):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        x = torch.flatten(x, 1)
        x = self.dropout(torch.relu(self.dense1(x)))
        x = self.dropout(torch.relu(self.dense2(x)))
        return self.dense3(x)


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


def train(model, loader, epochs=10, lr=0.001):
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
