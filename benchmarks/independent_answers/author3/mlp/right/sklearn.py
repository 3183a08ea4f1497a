import torch
from torch import nn


class MLP(nn.Module):
    """MLPClassifier(hidden_layer_sizes=(100,))"""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(28 * 28, 100)
        self.output = nn.Linear(100, 10)

    def forward(self, x):
        x = x.reshape(x.shape[0], 28 * 28)
        return self.output(torch.relu(self.hidden(x)))


def train(model, loader, epochs=10, lr=0.001):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=1e-4)
    epoch_losses = []
    for epoch in range(epochs):
        model.train()
        sum_of_losses = 0
        number_of_samples = 0
        for batch in loader:
            images, labels = batch
            optimizer.zero_grad(set_to_none=True)
            batch_sum = nn.functional.cross_entropy(model(images), labels, reduction="sum")
            (batch_sum / labels.size(0)).backward()
            optimizer.step()
            sum_of_losses += batch_sum.item()
            number_of_samples += labels.size(0)
        mean = sum_of_losses / number_of_samples
        epoch_losses.append(mean)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}")
    return epoch_losses


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    hits = [model(images).max(dim=1).indices == labels for images, labels in loader]
    return torch.cat(hits).double().mean().item()
