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
        self.H, self.L = hidden_size, num_layers
        widths = [input_size] + [hidden_size] * num_layers
        for k, n in enumerate(widths[:-1]):
            for kind, cols in (("weight_ih", n), ("weight_hh", hidden_size)):
                self.register_parameter(f"{kind}_l{k}", nn.Parameter(torch.empty(4 * hidden_size, cols)))
            for kind in ("bias_ih", "bias_hh"):
                self.register_parameter(f"{kind}_l{k}", nn.Parameter(torch.empty(4 * hidden_size)))
        for p in self.parameters():
            nn.init.uniform_(p, -(hidden_size**-0.5), hidden_size**-0.5)

    def forward(self, input, state=None):
        seq, batch, _ = input.shape
        P = dict(self.named_parameters())
        x, ends = input, []
        for k in range(self.L):
            if state is None:
                h = c = torch.zeros(self.H, batch)
            else:
                h, c = state[0][k].T, state[1][k].T  # columns are the batch
            b = (P[f"bias_ih_l{k}"] + P[f"bias_hh_l{k}"])[:, None]
            hs = []
            for t in range(seq):
                y = P[f"weight_ih_l{k}"] @ x[t].T + P[f"weight_hh_l{k}"] @ h + b  # (4 hidden, batch)
                i, f, g, o = y.reshape(4, self.H, batch)
                c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                h = o.sigmoid() * c.tanh()
                hs.append(h.T)
            x = torch.stack(hs)
            ends.append(torch.stack([h.T, c.T]))
        h_n, c_n = torch.stack(ends, dim=1)
        return x, (h_n, c_n)


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.net = nn.ModuleDict({"lstm": LSTM(input_size, hidden_size, num_layers), "out": nn.Linear(hidden_size, num_classes)})

    def forward(self, input):
        output, (h_n, c_n) = self.net["lstm"](input)
        logits = self.net["out"](output)  # (seq, batch, num_classes)
        return logits.flatten(0, 1)


def decode(outputs, idx2char):
    """argmax per row, looked up."""
    return "".join(map(idx2char.__getitem__, outputs.argmax(-1).tolist()))


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
