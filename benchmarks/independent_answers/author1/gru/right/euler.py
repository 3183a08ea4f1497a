import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)

class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        s = 1 / math.sqrt(hidden_size)
        u = lambda *shape: nn.Parameter(s * (2 * torch.rand(*shape) - 1))
        for k in range(num_layers):
            setattr(self, f"weight_ih_l{k}", u(3 * hidden_size, hidden_size if k else input_size))
            setattr(self, f"weight_hh_l{k}", u(3 * hidden_size, hidden_size))
            setattr(self, f"bias_ih_l{k}", u(3 * hidden_size))
            setattr(self, f"bias_hh_l{k}", u(3 * hidden_size))

    def step(self, k, gx, h):
        gh = F.linear(h, getattr(self, f"weight_hh_l{k}"), getattr(self, f"bias_hh_l{k}"))
        H = self.hidden_size
        r, z = (gx + gh)[:, : 2 * H].sigmoid().split(H, dim=1)
        n = (gx[:, 2 * H :] + r * gh[:, 2 * H :]).tanh()
        return n + z * (h - n)

    def forward(self, input, h_0=None):
        h_0 = torch.zeros(self.num_layers, input.size(1), self.hidden_size) if h_0 is None else h_0
        h_n = []
        for k, h in enumerate(h_0):
            gates = F.linear(input, getattr(self, f"weight_ih_l{k}"), getattr(self, f"bias_ih_l{k}"))
            steps = []
            for gx in gates:
                h = self.step(k, gx, h)
                steps.append(h)
            input = torch.stack(steps)
            h_n.append(h)
        return input, torch.stack(h_n)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rec, self.lin = GRU(input_size, hidden_size, num_layers), nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        h, _ = self.rec(input)
        return self.lin(h.reshape(-1, h.shape[-1]))


def decode(outputs, idx2char):
    places = outputs.topk(1, dim=1).indices.flatten().tolist()
    return "".join([idx2char[p] for p in places])


def train(net, inputs, labels, epochs=100, lr=0.05):
    # Adam by hand (Kingma & Ba, algorithm 1)
    b1, b2, eps = 0.9, 0.999, 1e-8
    theta = list(net.parameters())
    m, v = [torch.zeros_like(p) for p in theta], [torch.zeros_like(p) for p in theta]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        z = net(inputs)
        loss = nn.functional.cross_entropy(z, labels)
        loss.backward()
        with torch.no_grad():
            for p, mi, vi in zip(theta, m, v):
                if p.grad is None:
                    continue
                mi.mul_(b1).add_((1 - b1) * p.grad)
                vi.mul_(b2).add_((1 - b2) * p.grad**2)
                mhat, vhat = mi / (1 - b1 ** (epoch + 1)), vi / (1 - b2 ** (epoch + 1))
                p -= lr * mhat / (vhat.sqrt() + eps)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(z, idx2char)}")
    return losses
