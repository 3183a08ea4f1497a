import torch
from torch import nn
from torch.nn import functional as F

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden1 = nn.Linear(784, 200)
        self.hidden2 = nn.Linear(200, 80)
        self.output = nn.Linear(80, 10)
        self.dropout = nn.Dropout(0.2)
        self.activation = nn.ReLU()

    def forward(self, x):
        x = torch.flatten(x, 1)
        x = self.dropout(self.activation(self.hidden1(x)))
        x = self.dropout(self.activation(self.hidden2(x)))
        x = self.output(x)
        return x

def train(model, loader, epochs=10, lr=0.001):
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

@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    hits = []
    for images, labels in loader:
        _, predicted = torch.max(model(images), 1)
        hits.extend((predicted == labels).tolist())
    return hits.count(True) / len(hits)
