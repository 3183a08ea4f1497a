import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        s = hidden_size**-0.5
        G, n = 4 * hidden_size, input_size
        for k in range(num_layers):
            self.register_parameter(f"weight_ih_l{k}", nn.Parameter(torch.randn(G, n) * s))
            self.register_parameter(f"weight_hh_l{k}", nn.Parameter(torch.randn(G, hidden_size) * s))
            self.register_parameter(f"bias_ih_l{k}", nn.Parameter(torch.zeros(G)))
            self.register_parameter(f"bias_hh_l{k}", nn.Parameter(torch.zeros(G)))
            n = hidden_size

    def forward(self, input, state=None):
        sigma = lambda a: 1 / (1 + torch.exp(-a.clamp(-60, 60)))
        H = self.hidden_size
        h_0, c_0 = state or (torch.zeros(self.num_layers, input.shape[1], H),) * 2
        x, h_n, c_n = input, [], []
        for k in range(self.num_layers):
            w, u = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
            a, b = getattr(self, f"bias_ih_l{k}"), getattr(self, f"bias_hh_l{k}")
            h, c, trajectory = h_0[k], c_0[k], []
            for x_t in x:
                pre = x_t @ w.T + a + h @ u.T + b
                c = sigma(pre[:, H : 2 * H]) * c + sigma(pre[:, :H]) * torch.tanh(pre[:, 2 * H : 3 * H])
                h = sigma(pre[:, 3 * H :]) * torch.tanh(c)
                trajectory.append(h)
            x = torch.stack(trajectory)
            h_n.append(h)
            c_n.append(c)
        return x, (torch.stack(h_n), torch.stack(c_n))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rec, self.lin = LSTM(input_size, hidden_size, num_layers), nn.Linear(hidden_size, num_classes)

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
