import torch
from torch import nn
from torch.nn import functional as F

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [784, 256, 128, 64, 10]
        self.layers = nn.ModuleList()
        for i in range(len(sizes) - 1):
            self.layers.append(nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        x = x.reshape(len(x), 784)
        for i in range(len(self.layers)):
            x = self.layers[i](x)
            if i != len(self.layers) - 1:
                x = torch.relu(x)
        return x

def train(model, loader, epochs=10, lr=0.001):
    loss_function = nn.CrossEntropyLoss()
    opt = torch.optim.AdamW(model.parameters(), lr=lr)
    epoch_losses = []
    for epoch in range(epochs):
        model.train()
        batch_losses = []
        batch_sizes = []
        for images, labels in loader:
            # 1. forget, 2. logits, 3. loss, 4. gradients, 5. step
            opt.zero_grad()
            prediction = model(images)
            error = loss_function(prediction, labels)
            error.backward()
            opt.step()
            batch_losses.append(error.item())
            batch_sizes.append(images.shape[0])
        weighted = 0
        for i in range(len(batch_losses)):
            weighted += batch_losses[i] * batch_sizes[i]
        epoch_losses.append(weighted / sum(batch_sizes))
        print(f"Epoch {epoch}/{epochs-1}, Loss {epoch_losses[epoch]:.4f}")
    return epoch_losses

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
