import numpy as np
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 300)
        self.fc2 = nn.Linear(300, 10)

    def forward(self, x):
        if x.dim() > 2:
            x = x.squeeze(1).reshape(-1, 784)
        return self.fc2(torch.tanh(self.fc1(x)))


def train(model, loader, epochs=10, lr=0.001):
    log_softmax = nn.LogSoftmax(dim=1)
    nll = nn.NLLLoss()
    optimizer = torch.optim.Adam(params=model.parameters(), lr=lr, betas=(0.9, 0.99))
    result = []
    for epoch in range(epochs):
        model.train()
        values, sizes = [], []
        for step, (images, labels) in enumerate(loader):
            optimizer.zero_grad()
            log_p = log_softmax(model(images))
            loss = nll(log_p, labels)
            loss.backward()
            optimizer.step()
            values.append(loss.item())
            sizes.append(len(labels))
        result.append(float(np.average(values, weights=sizes)))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {result[epoch]:.4f}")
    return result


def accuracy(model, loader):
    model.eval()
    y_true, y_pred = [], []
    with torch.no_grad():
        for images, labels in loader:
            y_pred.append(model(images).numpy().argmax(axis=1))
            y_true.append(labels.numpy())
    return float((np.concatenate(y_pred) == np.concatenate(y_true)).mean())
