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
        """Input part of all steps at once; only the recurrence is a loop."""
        seq, batch = input.shape[:2]
        if h_0 is None:
            h_0 = input.new_zeros((self.num_layers, batch, self.hidden_size))
        h_n = []
        for k in range(self.num_layers):
            w_hh, b_hh = getattr(self, f"weight_hh_l{k}"), getattr(self, f"bias_hh_l{k}")
            gates = torch.tensordot(input, getattr(self, f"weight_ih_l{k}"), dims=([2], [1])) + getattr(self, f"bias_ih_l{k}")
            xr, xz, xn = gates.unflatten(-1, (3, -1)).unbind(-2)
            h, output = h_0[k], []
            for t in range(seq):
                hr, hz, hn = (h @ w_hh.T + b_hh).unflatten(-1, (3, -1)).unbind(-2)
                r, z = torch.sigmoid(xr[t] + hr), torch.sigmoid(xz[t] + hz)
                n = torch.tanh(xn[t] + r * hn)
                h = (1 - z) * n + z * h
                output.append(h)
            input = torch.stack(output)
            h_n.append(output[-1])
        return input, torch.stack(h_n)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.g = GRU(input_size, hidden_size, num_layers=num_layers)
        self.V = nn.Parameter(torch.randn(num_classes, hidden_size) / hidden_size**0.5)
        self.c = nn.Parameter(torch.zeros(num_classes))

    def forward(self, input):
        z = torch.einsum("sbh,ch->sbc", self.g(input)[0], self.V) + self.c
        return z.reshape(-1, z.size(2))


def decode(outputs, idx2char):
    letters = []
    for row in outputs.tolist():
        letters.append(idx2char[row.index(max(row))])
    return "".join(letters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optim = torch.optim.Adam(net.parameters(), lr=lr)

    def energy(y):
        return (y.logsumexp(dim=1) - y.gather(1, labels[:, None]).squeeze(1)).mean()

    trace = []
    for k in range(epochs):
        optim.zero_grad(set_to_none=True)
        y = net(inputs)
        e = energy(y)
        e.backward()
        optim.step()
        trace.append(float(e))
        print(f"Epoch {k}/{epochs - 1}, Loss {trace[-1]:.4f}: {decode(y, idx2char)}")
    return trace
