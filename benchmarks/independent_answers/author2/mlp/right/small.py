import torch
from torch import nn
from torch.nn import functional as F

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(28 * 28, 100)
        self.fc2 = nn.Linear(100, 10)

    def forward(self, x):
        batch_size = x.shape[0]
        x = x.reshape(batch_size, 28 * 28)
        hidden = self.fc1(x)
        hidden = torch.tanh(hidden)
        logits = self.fc2(hidden)
        return logits

def train(model, loader, epochs=10, lr=0.001):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    epoch = 0
    while epoch < epochs:
        model.train()
        sum_of_losses = 0.0
        number_of_samples = 0
        for batch in loader:
            x = batch[0]
            y = batch[1]
            model.zero_grad()
            out = model(x)
            loss = F.cross_entropy(out, y)
            loss.backward()
            optimizer.step()
            n = y.size(0)
            sum_of_losses = sum_of_losses + loss.item() * n
            number_of_samples = number_of_samples + n
        epoch_loss = sum_of_losses / number_of_samples
        history.append(epoch_loss)
        print("Epoch %d/%d, Loss %.4f" % (epoch, epochs - 1, epoch_loss))
        epoch += 1
    return history

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
