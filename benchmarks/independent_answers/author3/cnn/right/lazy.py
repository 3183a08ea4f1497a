import torch
from torch import nn
import torch.nn.functional as F


class CNN(nn.Module):
    """Keras infers the input sizes; LazyLinear does too."""

    def __init__(self):
        super().__init__()
        self.conv_1 = nn.Conv2d(1, 10, 5)
        self.conv_2 = nn.Conv2d(10, 20, 5)
        self.fc = nn.LazyLinear(10)
        self.fc(torch.zeros(1, 320))  # so that the weights are there at once

    def forward(self, x):
        h = self.conv_1(x).relu()
        h = F.max_pool2d(h, kernel_size=2, stride=2)
        h = self.conv_2(h).relu()
        h = F.max_pool2d(h, kernel_size=2, stride=2)
        return self.fc(h.reshape(h.shape[0], -1))


def train(model, loader, epochs=5, lr=0.001):
    criterion = nn.CrossEntropyLoss(reduction="none")
    optim = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    means = []
    for epoch in range(epochs):
        model.train()
        collected = []
        for images, labels in loader:
            per_sample = criterion(model(images), labels)
            optim.zero_grad()
            per_sample.mean().backward()
            optim.step()
            collected.extend(per_sample.tolist())
        means.append(sum(collected) / len(collected))
        print("Epoch %d/%d, Loss %.4f" % (epoch, epochs - 1, means[-1]))
    return means


def accuracy(model, loader):
    was_training = model.training
    model.eval()
    answers, truth = [], []
    with torch.inference_mode():
        for images, labels in loader:
            answers += model(images).argmax(1).tolist()
            truth += labels.tolist()
    model.train(was_training)
    return sum(a == t for a, t in zip(answers, truth)) / len(truth)
