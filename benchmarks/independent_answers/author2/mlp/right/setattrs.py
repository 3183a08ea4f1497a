import torch
from torch import nn
from torch.nn import functional as F

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [784, 150, 75, 10]
        self.count = len(widths) - 1
        for n in range(1, len(widths)):
            setattr(self, "linear" + str(n), nn.Linear(widths[n - 1], widths[n]))

    def forward(self, x):
        out = x.reshape(x.size(0), 784)
        for n in range(1, self.count):
            layer = getattr(self, "linear" + str(n))
            out = torch.maximum(layer(out), torch.zeros(1))
        return getattr(self, "linear" + str(self.count))(out)

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
    n_right, n_all = 0, 0
    with torch.inference_mode():
        for data in loader:
            x, y = data[0], data[1]
            p = F.softmax(model(x), dim=1)
            top = p.topk(1, dim=1).indices[:, 0]
            n_right += int((top == y).sum())
            n_all += y.shape[0]
    return n_right / n_all
