import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable

device = "cpu"


class Net(nn.Sequential):
    """something I use in all my notebooks"""

    def __init__(self, *sizes, activation=nn.LeakyReLU):
        layers = [nn.Flatten(1)]
        for a, b in zip(sizes, sizes[1:]):
            layers.append(nn.Linear(a, b, bias=False))
            layers.append(activation())
        super().__init__(*layers[:-1])
        for p in self.parameters():
            nn.init.kaiming_normal_(p)


class MLP(Net):
    def __init__(self):
        super().__init__(28 * 28, 64, 32, 10)


def train(model, loader, epochs=10, lr=0.001):
    model.to(device)
    criterion = nn.CrossEntropyLoss().to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.9)
    train_losses = []
    for epoch in range(epochs):
        model.train()
        train_loss = 0
        for batch_idx, (data, target) in enumerate(loader):
            data, target = Variable(data.to(device)), Variable(target.to(device))
            optimizer.zero_grad()
            output = model(data)
            loss = criterion(output, target)
            loss.backward()
            optimizer.step()
            train_loss += loss.data.item() * data.size(0)
        scheduler.step()
        train_loss = train_loss / len(loader.dataset)
        train_losses.append(train_loss)
        print("Epoch {}/{}, Loss {:.4f}".format(epoch, epochs - 1, train_loss))
    return train_losses


def accuracy(model, loader):
    correct = 0
    model.eval()
    with torch.no_grad():
        for data, target in loader:
            data, target = data.to(device), target.to(device)
            output = model(data)
            pred = output.data.max(1, keepdim=True)[1]
            correct += pred.eq(target.data.view_as(pred)).cpu().sum().item()
    return correct / len(loader.dataset)
