import torch
from torch import nn
from torch.nn import functional as F


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 10, 5)
        self.second = nn.Conv2d(10, 20, 5)
        self.pool = nn.MaxPool2d(2)
        self.relu = nn.ReLU()
        self.last = nn.Linear(20 * 4 * 4, 10)

    def forward(self, x):
        n = x.size(0)
        out = self.first(x)
        out = self.pool(out)
        out = self.relu(out)
        out = self.second(out)
        out = self.pool(out)
        out = self.relu(out)
        out = out.view(n, 320)
        out = self.last(out)
        return out


def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
    n = len(loader.dataset)
    all_losses = list()
    epoch = 0
    while epoch < epochs:
        model.train()
        loss_sum = torch.zeros(())
        n = 0
        for batch in loader:
            images, labels = batch
            optimizer.zero_grad()
            logits = model(images)
            loss = F.nll_loss(F.log_softmax(logits, dim=1), labels)
            loss.backward()
            optimizer.step()
            loss_sum = loss_sum + loss.detach() * labels.size(0)
            n = n + labels.size(0)
        value = loss_sum.item() / n
        print("Epoch %i/%i, Loss %.4f" % (epoch, epochs - 1, value))
        all_losses.append(value)
        epoch = epoch + 1
    return all_losses


def accuracy(model, loader):
    model.eval()
    table = torch.zeros(10, 10, dtype=torch.long)  # confusion matrix, rows: truth
    with torch.no_grad():
        for images, labels in loader:
            answers = torch.argmax(model(images), 1)
            for truth, answer in zip(labels.tolist(), answers.tolist()):
                table[truth, answer] += 1
    return table.diagonal().sum().item() / table.sum().item()
