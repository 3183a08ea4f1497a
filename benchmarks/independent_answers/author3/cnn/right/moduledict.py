import numpy as np
import torch
from torch import nn


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict()
        self.layers["conv1"] = nn.Conv2d(1, 10, 5)
        self.layers["pool1"] = nn.MaxPool2d(2)
        self.layers["relu1"] = nn.ReLU()
        self.layers["conv2"] = nn.Conv2d(10, 20, 5)
        self.layers["pool2"] = nn.MaxPool2d(2)
        self.layers["relu2"] = nn.ReLU()
        self.layers["flatten"] = nn.Flatten(start_dim=1, end_dim=-1)
        self.layers["dense"] = nn.Linear(320, 10)

    def forward(self, x, verbose=False):
        for name, layer in self.layers.items():
            x = layer(x)
            if verbose:
                print(name, tuple(x.shape))
        return x


def train(model, loader, epochs=5, lr=0.001):
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
