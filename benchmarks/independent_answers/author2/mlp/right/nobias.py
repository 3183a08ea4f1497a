import torch
from torch import nn
from torch.nn import functional as F

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.A = nn.Linear(784, 100, bias=False)
        self.B = nn.Linear(100, 10, bias=True)

    def forward(self, x):
        x = x.reshape([x.shape[0], 784])
        y = self.A(x)
        y = F.elu(y)
        y = self.B(y)
        # print(y.shape)
        return y

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

@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    hits = []
    for images, labels in loader:
        _, predicted = torch.max(model(images), 1)
        hits.extend((predicted == labels).tolist())
    return hits.count(True) / len(hits)
