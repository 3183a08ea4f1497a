import torch
from torch import nn
from torch.nn import functional as F

class MLP(nn.Module):
    """Linear layers with an activation between one and the next."""

    def __init__(self):
        super(MLP, self).__init__()
        self.net = nn.Sequential(
            nn.Flatten(),
            nn.Linear(784, 128),
            nn.ReLU(),
            nn.Linear(128, 64),
            nn.ReLU(),
            nn.Linear(64, 10),
        )

    def forward(self, x):
        return self.net(x)

def train_batch(model, optimizer, images, labels):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(images), labels, reduction="sum")
    (loss / len(labels)).backward()
    optimizer.step()
    return loss.item()

def train(model, loader, epochs=10, lr=0.001):
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

def accuracy(model, loader):
    model.eval()
    n_right, n_all = 0, 0
    with torch.inference_mode():
        for data in loader:
            x, y = data[0], data[1]
            p = F.softmax(model(x), dim=1)
            top = p.topk(1, dim=1).indices[:, 0]
            n_right += int((top == y).sum())
            n_all += y.shape[0]
    return n_right / n_all
