import torch
from torch import nn
from torch.nn import functional as F

class HiddenLayer(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.linear = nn.Linear(n_in, n_out)

    def forward(self, x):
        return F.leaky_relu(self.linear(x))

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.h1 = HiddenLayer(784, 128)
        self.h2 = HiddenLayer(128, 32)
        self.last = nn.Linear(32, 10)

    def forward(self, x):
        pixels = nn.Flatten()(x)
        return self.last(self.h2(self.h1(pixels)))

def train_batch(model, optimizer, images, labels):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(images), labels, reduction="sum")
    (loss / len(labels)).backward()
    optimizer.step()
    return loss.item()

def train(model, loader, epochs=10, lr=0.001):
    """Trains model on the cross-entropy of its logits, one step for each batch of the loader."""
    optimizer = torch.optim.Adam(model.parameters(), lr)
    result = [0.0] * epochs
    for e in range(0, epochs):
        model.train()
        seen = 0
        for images, labels in loader:
            result[e] += train_batch(model, optimizer, images, labels)
            seen += len(images)
        result[e] /= seen
        print("Epoch {}/{}, Loss {:.4f}".format(e, epochs - 1, result[e]))
    return result

def accuracy(model, loader):
    """The share of samples, from 0 to 1, whose largest logit is that of the label."""
    model.train(False)
    all_answers = []
    all_labels = []
    with torch.no_grad():
        for images, labels in loader:
            scores = model(images)
            all_answers.append(scores.argmax(-1))
            all_labels.append(labels)
    answers = torch.cat(all_answers)
    truth = torch.cat(all_labels)
    return float(torch.eq(answers, truth).float().mean())
