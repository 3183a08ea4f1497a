import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from datasets import load

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        for k, (i, o) in enumerate([(784, 512), (512, 256), (256, 128), (128, 64), (64, 10)]):
            setattr(self, f"fc{k}", nn.Linear(i, o))

    def forward(self, x):
        h = x.flatten(1)
        for k in range(4):
            h = getattr(self, f"fc{k}")(h).relu()
        return self.fc4(h)


def train(model, loader, epochs=10, lr=0.001):
    opt = torch.optim.NAdam(model.parameters(), lr=lr)
    losses = []
    for e in range(epochs):
        model.train()
        stats = []
        for x, y in loader:
            def closure():
                opt.zero_grad()
                L = F.nll_loss(model(x).log_softmax(dim=-1), y)
                L.backward()
                return L

            stats.append((opt.step(closure).item(), float(len(y))))
        l, n = torch.tensor(stats, dtype=torch.float64).T
        losses.append(((l @ n) / n.sum()).item())
        print(f"Epoch {e}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    right = [model(images).argmax(dim=-1).eq(labels) for images, labels in loader]
    return torch.cat(right).float().mean().item()
