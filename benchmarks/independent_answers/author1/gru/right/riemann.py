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
        s = hidden_size**-0.5
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            for name, shape in (
                ("weight_ih", (3 * hidden_size, n)),
                ("weight_hh", (3 * hidden_size, hidden_size)),
                ("bias_ih", (3 * hidden_size,)),
                ("bias_hh", (3 * hidden_size,)),
            ):
                setattr(self, f"{name}_l{k}", nn.Parameter(torch.empty(shape).uniform_(-s, s)))

    def forward(self, input, h_0=None):
        sigma = lambda a: 0.5 * (1 + torch.tanh(a / 2))
        if h_0 is None:
            h_0 = [torch.zeros(input.shape[1], self.hidden_size)] * self.num_layers
        x, h_n = input, []
        for k, h in zip(range(self.num_layers), h_0):
            w, u = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
            a, b = getattr(self, f"bias_ih_l{k}"), getattr(self, f"bias_hh_l{k}")
            H, trajectory = self.hidden_size, []
            for x_t in torch.unbind(x):
                r = sigma(x_t @ w[:H].T + a[:H] + h @ u[:H].T + b[:H])
                z = sigma(x_t @ w[H : 2 * H].T + a[H : 2 * H] + h @ u[H : 2 * H].T + b[H : 2 * H])
                n = torch.tanh(x_t @ w[2 * H :].T + a[2 * H :] + r * (h @ u[2 * H :].T + b[2 * H :]))
                h = n - z * n + z * h
                trajectory.append(h)
            x = torch.stack(trajectory)
            h_n.append(h)
        return x, torch.stack(h_n)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.head = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        return self.head(self.gru(input)[0]).flatten(0, 1)


def decode(outputs, idx2char):
    """argmax per row, looked up."""
    return "".join(map(idx2char.__getitem__, outputs.argmax(-1).tolist()))


def train(net, inputs, labels, epochs=100, lr=0.05):
    adam = torch.optim.Adam(net.parameters(), lr)
    history = []
    for n in range(epochs):
        seen = {}

        def closure():
            adam.zero_grad()
            seen["z"] = net(inputs)
            value = nn.functional.cross_entropy(seen["z"], labels)
            value.backward()
            return value

        loss = adam.step(closure).item()
        print(f"Epoch {n}/{epochs - 1}, Loss {loss:.4f}: {decode(seen['z'], idx2char)}")
        history.append(loss)
    return history
