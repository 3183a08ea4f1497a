import torch
from torch import nn
from torch.nn import functional as F

class Stage(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.conv = nn.Conv2d(n_in, n_out, (5, 5))

    def forward(self, x):
        return F.relu(F.max_pool2d(self.conv(x), (2, 2)))

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.stage1 = Stage(1, 10)
        self.stage2 = Stage(10, 20)
        self.linear = nn.Linear(320, 10)

    def forward(self, x):
        x = self.stage2(self.stage1(x))
        return self.linear(x.flatten(1))

def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
    losses = []
    for epoch in range(1, epochs + 1):
        model.train()
        running_loss = torch.zeros(1)
        samples = 0
        for (images, labels) in loader:
            optimizer.zero_grad(set_to_none=True)
            output = model(images)
            log_p = F.log_softmax(output, dim=1)
            loss = F.nll_loss(log_p, labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.detach() * labels.shape[0]
            samples += labels.shape[0]
        value = running_loss.item() / samples
        losses.append(value)
        print("Epoch " + str(epoch - 1) + "/" + str(epochs - 1) + ", Loss " + format(value, ".4f"))
    return losses

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
