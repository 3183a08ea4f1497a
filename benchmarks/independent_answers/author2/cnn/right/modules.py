import torch
from torch import nn
from torch.nn import functional as F

class CNN(nn.Module):
    """Two convolutions, each with max-pooling and ReLU, then a linear layer."""

    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = nn.Conv2d(in_channels=1, out_channels=10, kernel_size=5, stride=1, padding=0)
        self.pool1 = nn.MaxPool2d(kernel_size=2)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(in_channels=10, out_channels=20, kernel_size=5, stride=1, padding=0)
        self.pool2 = nn.MaxPool2d(kernel_size=2)
        self.relu2 = nn.ReLU()
        self.fc = nn.Linear(20 * 4 * 4, 10)

    def forward(self, x):
        out = self.conv1(x)
        out = self.pool1(out)
        out = self.relu1(out)
        out = self.conv2(out)
        out = self.pool2(out)
        out = self.relu2(out)
        out = out.view(out.size(0), -1)
        out = self.fc(out)
        return out

def train(model, loader, epochs=5, lr=0.001):
    params = list(model.parameters())
    losses = []
    for epoch in range(epochs):
        model.train()
        loss_sum = 0.0
        n = 0
        for images, labels in loader:
            for p in params:
                p.grad = None
            logits = model(images)
            loss = F.cross_entropy(logits, labels)
            loss.backward()
            with torch.no_grad():
                for p in params:
                    if p.grad is not None:
                        p -= lr * p.grad
            loss_sum += float(loss.item()) * images.size(0)
            n += images.size(0)
        losses += [loss_sum / n]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    hits = []
    for images, labels in loader:
        _, predicted = torch.max(model(images), 1)
        hits.extend((predicted == labels).tolist())
    return hits.count(True) / len(hits)
