import torch
from torch import nn
from torch.nn import functional as F

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(10, 1, 5, 5) * 0.2)
        self.b1 = nn.Parameter(torch.zeros(10))
        self.w2 = nn.Parameter(torch.randn(20, 10, 5, 5) * 0.06)
        self.b2 = nn.Parameter(torch.zeros(20))
        self.w3 = nn.Parameter(torch.randn(10, 320) * 0.06)
        self.b3 = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        x = F.conv2d(x, self.w1, self.b1)
        x = F.max_pool2d(x, kernel_size=2, stride=2)
        x = F.relu(x)
        x = F.conv2d(x, self.w2, self.b2)
        x = F.max_pool2d(x, kernel_size=2, stride=2)
        x = F.relu(x)
        x = x.flatten(start_dim=1)
        return F.linear(x, self.w3, self.b3)

def train(model, loader, epochs=5, lr=0.001):
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
    n_right, n_all = 0, 0
    with torch.inference_mode():
        for data in loader:
            x, y = data[0], data[1]
            p = F.softmax(model(x), dim=1)
            top = p.topk(1, dim=1).indices[:, 0]
            n_right += int((top == y).sum())
            n_all += y.shape[0]
    return n_right / n_all
