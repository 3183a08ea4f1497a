import torch
from torch import nn
from torch.nn import functional as F


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5, bias=True), nn.Conv2d(10, 20, 5, bias=True)
        self.output = nn.Linear(320, 10, bias=True)

    def forward(self, x):
        feature_maps = self.conv1(x)
        feature_maps = F.adaptive_max_pool2d(feature_maps, 12)
        feature_maps = torch.maximum(feature_maps, torch.zeros(()))
        feature_maps = self.conv2(feature_maps)
        feature_maps = F.adaptive_max_pool2d(feature_maps, 4)
        feature_maps = torch.maximum(feature_maps, torch.zeros(()))
        flat = torch.stack([maps.reshape(-1) for maps in feature_maps])
        return self.output(flat)


def train(model, loader, epochs=5, lr=0.001):
    device = next(model.parameters()).device
    criterion = nn.CrossEntropyLoss().to(device)
    optimizer = torch.optim.Adam([{"params": model.parameters(), "lr": lr}])
    epoch_losses = []
    for epoch in range(epochs):
        model.train()
        running_loss, seen = 0.0, 0
        for data, target in loader:
            data, target = data.to(device), target.to(device)
            optimizer.zero_grad()
            output = model(data)
            loss = criterion(output, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * data.size(0)
            seen += data.size(0)
        epoch_loss = running_loss / seen
        epoch_losses.append(epoch_loss)
        print(f"Epoch {epoch}/{epochs-1}, Loss {epoch_loss:.4f}")
    return epoch_losses


def accuracy(model, loader):
    device = next(model.parameters()).device
    correct = 0
    seen = 0
    model.eval()
    with torch.no_grad():
        for data, target in loader:
            output = model(data.to(device))
            pred = output.argmax(dim=1, keepdim=True)
            correct += pred.eq(target.to(device).view_as(pred)).sum().item()
            seen += len(data)
    return correct / seen
