import torch
from torch import nn
from torch.nn import functional as F

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.linear = nn.Linear(320, 10)

    def forward(self, x):
        x = self.conv1(x)
        x = F.relu(F.max_pool2d(x, 2))
        x = self.conv2(x)
        x = F.relu(F.max_pool2d(x, 2))
        x = x.flatten(1)
        return self.linear(x)

def train_batch(model, optimizer, images, labels):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(images), labels, reduction="sum")
    (loss / len(labels)).backward()
    optimizer.step()
    return loss.item()

def train(model, loader, epochs=5, lr=0.001):
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
