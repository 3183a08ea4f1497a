import torch
from torch import nn


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(in_channels=1, out_channels=10, kernel_size=(5, 5), padding="valid"),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=(2, 2)),
            nn.Conv2d(in_channels=10, out_channels=20, kernel_size=(5, 5), padding="valid"),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=(2, 2)),
        )
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(in_features=320, out_features=10))

    def forward(self, x):
        maps = self.features(x)
        return self.classifier(maps)

    def summary(self):
        for name, p in self.named_parameters():
            print(name, tuple(p.shape))
        print("total", sum(p.numel() for p in self.parameters()))


def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.NAdam(model.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss(reduction="none")
    history = {"loss": []}
    for epoch in range(epochs):
        model.train()
        per_sample = []
        for x_batch, y_batch in loader:
            losses = loss_fn(model(x_batch), y_batch)
            optimizer.zero_grad()
            losses.mean().backward()
            optimizer.step()
            per_sample += losses.tolist()
        history["loss"].append(sum(per_sample) / len(per_sample))
        print("Epoch {}/{}, Loss {:.4f}".format(epoch, epochs - 1, history["loss"][-1]))
    return history["loss"]


def accuracy(model, loader):
    model.eval()
    y_true, y_pred = [], []
    with torch.no_grad():
        for x_batch, y_batch in loader:
            probabilities = torch.softmax(model(x_batch), dim=1)
            y_pred.extend(probabilities.argmax(dim=1).tolist())
            y_true.extend(y_batch.tolist())
    return sum(t == p for t, p in zip(y_true, y_pred)) / len(y_true)
