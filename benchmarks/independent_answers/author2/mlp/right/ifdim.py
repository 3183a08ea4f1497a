import torch
from torch import nn
from torch.nn import functional as F

class MLP(nn.Module):
    input_size = 784
    hidden_size = 120
    num_classes = 10

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(self.input_size, self.hidden_size)
        self.second = nn.Linear(self.hidden_size, self.hidden_size // 2)
        self.third = nn.Linear(self.hidden_size // 2, self.num_classes)

    def forward(self, x):
        if x.dim() == 4:
            x = x.reshape(x.size(0), self.input_size)
        a1 = self.first(x).clamp(min=0)
        a2 = self.second(a1).clamp(min=0)
        return self.third(a2)

class Meter:
    def __init__(self):
        self.total = 0.0
        self.count = 0

    def add(self, value, times):
        self.total += value * times
        self.count += times

    def mean(self):
        return self.total / self.count

def train(model, loader, epochs=10, lr=0.001):
    criterion = torch.nn.CrossEntropyLoss(reduction="mean")
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    means = list()
    for epoch in range(epochs):
        meter = Meter()
        model.train(True)
        for index, data in enumerate(loader):
            inputs, targets = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            meter.add(loss.item(), targets.numel())
        means.append(meter.mean())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {meter.mean():.4f}")
    return means

def accuracy(model, loader):
    correct = 0
    count = 0
    model.eval()
    for images, labels in loader:
        with torch.no_grad():
            logits = model(images)
        for i in range(logits.shape[0]):
            best = 0
            for k in range(1, 10):
                if logits[i][k] > logits[i][best]:
                    best = k
            if best == labels[i]:
                correct = correct + 1
            count = count + 1
    return correct / count
