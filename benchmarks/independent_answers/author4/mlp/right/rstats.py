import torch
from torch import nn
from torch.nn import functional as F


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.input_to_hidden = nn.Linear(784, 100)
        self.hidden_to_output = nn.Linear(100, 10)

    def forward(self, x):
        batch = x.size(0)
        pixels = x.reshape(batch, -1)
        hidden = torch.tanh(self.input_to_hidden(pixels))
        z = self.hidden_to_output(hidden)
        return z


def train(model, loader, epochs=10, lr=0.001):
    sgd = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    plan = torch.optim.lr_scheduler.ExponentialLR(sgd, gamma=0.95)
    result = []
    for e in range(epochs):
        model.train()
        sums = []
        sizes = []
        for data in loader:
            X, Y = data
            model.zero_grad()
            logp = F.log_softmax(model(X), dim=1)
            nll = F.nll_loss(logp, Y)
            nll.backward()
            sgd.step()
            sums.append(nll.detach() * Y.numel())
            sizes.append(Y.numel())
        plan.step()
        m = (sum(sums) / sum(sizes)).item()
        print("Epoch " + str(e) + "/" + str(epochs - 1) + ", Loss " + format(m, ".4f"))
        result.append(m)
    return result


def accuracy(model, loader):
    model.eval()
    n_right, n_all = 0, 0
    for X, Y in loader:
        with torch.no_grad():
            z = model(X)
        best = torch.max(z, 1)[1]
        for guess, truth in zip(best.tolist(), Y.tolist()):
            if guess == truth:
                n_right += 1
            n_all += 1
    return n_right / n_all
