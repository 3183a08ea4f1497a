import torch
from torch import nn
from torch.nn import functional as F

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 10, 5)
        self.c2 = nn.Conv2d(10, 20, 5)
        self.out = nn.Linear(320, 10)

    def pool(self, x):
        n, c, h, w = x.shape
        x = x.reshape(n, c, h // 2, 2, w // 2, 2)
        return x.amax(dim=(3, 5))

    def forward(self, x):
        x = self.c1(x)
        x = self.pool(x)
        x = torch.where(x > 0, x, torch.zeros_like(x))
        x = self.c2(x)
        x = self.pool(x)
        x = torch.where(x > 0, x, torch.zeros_like(x))
        return self.out(torch.flatten(x, 1))

def train_batch(model, optimizer, images, labels):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(images), labels, reduction="sum")
    (loss / len(labels)).backward()
    optimizer.step()
    return loss.item()

def train(model, loader, epochs=5, lr=0.001):
    """Trains model on the cross-entropy of its logits, one step for each batch of the loader."""
    optimizer = torch.optim.Adam(model.parameters(), lr)
    result = [0.0] * epochs
    for e in range(0, epochs):
        model.train()
        seen = 0
        for images, labels in loader:
            result[e] += train_batch(model, optimizer, images, labels)
            seen += len(images)
        result[e] /= seen
        print("Epoch {}/{}, Loss {:.4f}".format(e, epochs - 1, result[e]))
    return result

@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    hits = []
    for images, labels in loader:
        _, predicted = torch.max(model(images), 1)
        hits.extend((predicted == labels).tolist())
    return hits.count(True) / len(hits)
