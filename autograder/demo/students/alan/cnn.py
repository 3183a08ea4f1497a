# Right: everything functional, AdamW; a script instead of a notebook.
# hands in: cnn.py

# %% free
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

# %% cnn-model-code
class CNN(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.kernels = nn.ParameterList([torch.empty(10, 1, 5, 5), torch.empty(20, 10, 5, 5)])
        self.offsets = nn.ParameterList([torch.zeros(10), torch.zeros(20)])
        self.head = nn.Parameter(torch.empty(10, 320))
        self.head_offset = nn.Parameter(torch.zeros(10))
        for weight in (*self.kernels, self.head):
            nn.init.kaiming_uniform_(weight, a=math.sqrt(5))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for kernel, offset in zip(self.kernels, self.offsets):
            x = F.max_pool2d(F.relu(F.conv2d(x, kernel, offset)), kernel_size=2)
        return F.linear(torch.flatten(x, start_dim=1), self.head, self.head_offset)

# %% cnn-train-code
def train(model, loader, epochs=3, lr=1e-3):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=0.05)
    losses = []
    for epoch in range(epochs):
        model.train()
        sums = [one_step(model, optimizer, images, labels) for images, labels in loader]
        losses.append(sum(s for s, _ in sums) / sum(n for _, n in sums))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def one_step(model, optimizer, images, labels):
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item() * len(labels), len(labels)

# %% cnn-accuracy-code
@torch.inference_mode()
def accuracy(model, loader):
    model.eval()
    scores = [(model(images).topk(1).indices.squeeze(1) == labels) for images, labels in loader]
    return torch.cat(scores).float().mean().item()
