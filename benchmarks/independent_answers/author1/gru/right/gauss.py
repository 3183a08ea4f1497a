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
        if h_0 is None:
            h_0 = input.new_zeros(self.num_layers, input.shape[1], self.hidden_size)
        x, last = input, []
        for k in range(self.num_layers):
            W, U, b, c = (getattr(self, f"{p}_l{k}") for p in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
            h, hs = h_0[k], []
            for x_t in x:
                ir, iz, i_n = (x_t @ W.T + b).chunk(3, dim=1)
                hr, hz, hn = (h @ U.T + c).chunk(3, dim=1)
                r, z = torch.sigmoid(ir + hr), torch.sigmoid(iz + hz)
                n = torch.tanh(i_n + r * hn)
                h = (1 - z) * n + z * h
                hs.append(h)
            x = torch.stack(hs)
            last.append(h)
        return x, torch.stack(last)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.head = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        return self.head(self.gru(input)[0]).flatten(0, 1)


def decode(outputs, idx2char):
    letters = []
    for row in outputs.tolist():
        letters.append(idx2char[row.index(max(row))])
    return "".join(letters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = [p for p in net.parameters() if p.requires_grad]
    opt, losses = torch.optim.Adam(params, lr=lr), []
    for epoch in range(epochs):
        out = net(inputs)
        loss = nn.functional.cross_entropy(out, labels)
        for p, g in zip(params, torch.autograd.grad(loss, params, allow_unused=True)):
            p.grad = g
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(out, idx2char)}")
    return losses
