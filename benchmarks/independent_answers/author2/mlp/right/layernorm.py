import torch
from torch import nn
from torch.nn import functional as F

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(784, 96)
        self.n1 = nn.LayerNorm(96)
        self.l2 = nn.Linear(96, 48)
        self.n2 = nn.LayerNorm(48)
        self.l3 = nn.Linear(48, 10)

    def forward(self, x):
        h = x.flatten(1)
        h = F.gelu(self.n1(self.l1(h)))
        h = F.gelu(self.n2(self.l2(h)))
        return self.l3(h)

def train(model, loader, epochs=10, lr=0.001):
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
    model.eval()
    right = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            answers = model(images).argmax(dim=1)
            right += (answers == labels).sum().item()
            total += len(labels)
    return right / total
