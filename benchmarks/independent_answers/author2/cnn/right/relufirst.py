import torch
from torch import nn
from torch.nn import functional as F

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 10, 5)
        self.second = nn.Conv2d(10, 20, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.last = nn.Linear(320, 10)

    def forward(self, x):
        batch_size = x.size(0)
        x = self.pool(torch.relu(self.first(x)))
        x = self.pool(torch.relu(self.second(x)))
        x = x.reshape(batch_size, 320)
        return self.last(x)

def train(model, loader, epochs=5, lr=0.001):
    loss_function = nn.CrossEntropyLoss()
    opt = torch.optim.AdamW(model.parameters(), lr=lr)
    epoch_losses = []
    for epoch in range(epochs):
        model.train()
        batch_losses = []
        batch_sizes = []
        for images, labels in loader:
            # 1. forget, 2. logits, 3. loss, 4. gradients, 5. step
            opt.zero_grad()
            prediction = model(images)
            error = loss_function(prediction, labels)
            error.backward()
            opt.step()
            batch_losses.append(error.item())
            batch_sizes.append(images.shape[0])
        weighted = 0
        for i in range(len(batch_losses)):
            weighted += batch_losses[i] * batch_sizes[i]
        epoch_losses.append(weighted / sum(batch_sizes))
        print(f"Epoch {epoch}/{epochs-1}, Loss {epoch_losses[epoch]:.4f}")
    return epoch_losses

def accuracy(model, loader):
    model.eval()
    right = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            answers = model(images).argmax(dim=1)
            right += (answers == labels).sum().item()
            total += len(labels)
    return right / total
