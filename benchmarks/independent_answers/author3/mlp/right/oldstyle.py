import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable  # not needed any more


class MLP(nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(28 * 28, 512)
        self.fc2 = nn.Linear(512, 128)
        self.fc3 = nn.Linear(128, 10)

    def forward(self, x):
        x = x.view(-1, 28 * 28)
        x = F.elu(self.fc1(x))
        x = F.elu(self.fc2(x))
        x = self.fc3(x)
        return x


def train(model, loader, epochs=10, lr=0.001):
    loss_fn = nn.CrossEntropyLoss()
    opt = torch.optim.Adagrad(model.parameters(), lr=lr)

    def fit(x, y):
        def closure():
            opt.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            return loss

        return opt.step(closure).item()

    losses = []
    for epoch in range(epochs):
        model.train()
        weighted, count = 0.0, 0
        for x, y in loader:
            weighted += fit(x, y) * y.numel()
            count += y.numel()
        losses.append(weighted / count)
        print("Epoch ", epoch, "/", epochs - 1, ", Loss ", f"{weighted / count:.4f}", sep="")
    return losses


def accuracy(model, loader):
    model.eval()
    right, total = torch.tensor(0), 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            best = logits.max(dim=1, keepdim=True)[1]
            right = right + best.eq(y.view_as(best)).sum()
            total += len(x)
    return float(right) / total
