import torch
import torch.nn as nn
import torch.nn.functional as F

USE_CUDA = False


class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        # lazy: they find their numbers of inputs themselves
        self.layer1 = nn.Sequential(nn.LazyConv2d(10, 5, stride=1, padding=0), nn.MaxPool2d(2, stride=2), nn.ReLU())
        self.layer2 = nn.Sequential(nn.LazyConv2d(20, 5, stride=1, padding=0), nn.MaxPool2d(2, stride=2), nn.ReLU())
        self.fc = nn.LazyLinear(10)
        self.forward(torch.zeros(1, 1, 28, 28))

    def forward(self, x):
        out = self.layer1(x)
        out = self.layer2(out)
        out = torch.flatten(out, 1)
        return self.fc(out)


def train(model, loader, epochs=5, lr=0.001):
    if USE_CUDA:
        model = model.cuda()
    optimizer = torch.optim.Adagrad(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        running_loss = 0.0
        n_seen = 0
        for i, data in enumerate(loader, 0):
            inputs, labels = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = F.cross_entropy(outputs, labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            n_seen += inputs.size(0)
        print("Epoch {:d}/{:d}, Loss {:.4f}".format(epoch, epochs - 1, running_loss / n_seen))
        losses.append(running_loss / n_seen)
    return losses


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    correct, total = 0, 0
    for inputs, labels in loader:
        outputs = model(inputs)
        for k in range(len(labels)):
            if outputs[k].argmax().item() == labels[k].item():
                correct += 1
            total += 1
    return correct / total


if __name__ == "__main__":
    net = CNN()
    print(net)
