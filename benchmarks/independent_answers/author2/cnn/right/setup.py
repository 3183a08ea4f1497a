import torch
from torch import nn
from torch.nn import functional as F

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = nn.Linear(320, 10)
        self.init_weights()

    def init_weights(self):
        for layer in [self.conv1, self.conv2, self.fc1]:
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)

    def extract(self, x):
        x = nn.functional.max_pool2d(nn.functional.relu(self.conv1(x)), 2)
        x = nn.functional.max_pool2d(nn.functional.relu(self.conv2(x)), 2)
        return x

    def forward(self, x):
        features = self.extract(x)
        n = features.size(0)
        features = features.contiguous().view(n, 320)
        logits = self.fc1(features)
        return logits

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
    good = 0
    bad = 0
    old = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    for images, labels in loader:
        guess = torch.argmax(model(images), dim=1)
        same = guess.eq(labels).sum().item()
        good += same
        bad += len(labels) - same
    torch.set_grad_enabled(old)
    return good / (good + bad)
