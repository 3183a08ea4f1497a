import torch
from torch import nn
from torch.nn import functional as F

class CNN(nn.Module):
    KERNEL = 5
    POOL = 2

    def __init__(self):
        super().__init__()
        channels = [1, 10, 20]
        side = 28
        self.convs = nn.ModuleList()
        for i in range(len(channels) - 1):
            self.convs.append(nn.Conv2d(channels[i], channels[i + 1], self.KERNEL))
            side = (side - self.KERNEL + 1) // self.POOL
        self.size = channels[-1] * side * side
        self.linear = nn.Linear(self.size, 10)

    def forward(self, x):
        for conv in self.convs:
            x = conv(x)
            x = F.max_pool2d(x, self.POOL)
            x = F.relu(x)
        x = x.reshape(-1, self.size)
        return self.linear(x)

def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    last = epochs - 1
    for epoch in range(epochs):
        model.train()
        per_sample = []
        for images, labels in loader:
            optimizer.zero_grad()
            logits = model(images)
            each = F.cross_entropy(logits, labels, reduction="none")
            loss = each.mean()
            loss.backward()
            optimizer.step()
            for value in each.tolist():
                per_sample.append(value)
        losses.append(sum(per_sample) / len(per_sample))
        print(f"Epoch {epoch}/{last}, Loss {losses[epoch]:.4f}")
    return losses

def accuracy(model, loader):
    """The share of samples, from 0 to 1, whose largest logit is that of the label."""
    model.train(False)
    all_answers = []
    all_labels = []
    with torch.no_grad():
        for images, labels in loader:
            scores = model(images)
            all_answers.append(scores.argmax(-1))
            all_labels.append(labels)
    answers = torch.cat(all_answers)
    truth = torch.cat(all_labels)
    return float(torch.eq(answers, truth).float().mean())
