import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

digits = load("digits")


class MLP(nn.Module):
    """Linear layers with an activation between one and the next."""

    def __init__(self):
        super().__init__()
        self.linear1 = nn.Linear(784, 512)
        self.linear2 = nn.Linear(512, 256)
        self.linear3 = nn.Linear(256, 128)
        self.linear4 = nn.Linear(128, 64)
        self.linear5 = nn.Linear(64, 10)

    def forward(self, x):
        x = x.flatten(start_dim=1)
        x = F.relu(self.linear1(x))
        x = F.relu(self.linear2(x))
        x = F.relu(self.linear3(x))
        x = F.relu(self.linear4(x))
        return self.linear5(x)


def train(model, loader, epochs=10, lr=0.001):
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
train_loader = DataLoader(digits.train, batch_size=64, shuffle=True)
test_loader = DataLoader(digits.test, batch_size=64)
model = MLP()
losses = train(model, train_loader)
print(f"{accuracy(model, test_loader):.1%}")
