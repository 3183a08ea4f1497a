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
        u = lambda *shape: nn.Parameter(torch.empty(*shape).uniform_(-s, s))
        for k in range(num_layers):
            setattr(self, f"weight_ih_l{k}", u(4 * hidden_size, hidden_size if k else input_size))
            setattr(self, f"weight_hh_l{k}", u(4 * hidden_size, hidden_size))
            setattr(self, f"bias_ih_l{k}", u(4 * hidden_size))
            setattr(self, f"bias_hh_l{k}", u(4 * hidden_size))

    def forward(self, input, state=None):
        if state is None:
            h_0 = torch.zeros(self.num_layers, input.size(1), self.hidden_size)
            c_0 = torch.zeros(self.num_layers, input.size(1), self.hidden_size)
        else:
            h_0, c_0 = state
        hidden, cell = [], []
        for k in range(self.num_layers):
            w_ii, w_if, w_ig, w_io = getattr(self, f"weight_ih_l{k}").chunk(4)
            w_hi, w_hf, w_hg, w_ho = getattr(self, f"weight_hh_l{k}").chunk(4)
            b_ii, b_if, b_ig, b_io = getattr(self, f"bias_ih_l{k}").chunk(4)
            b_hi, b_hf, b_hg, b_ho = getattr(self, f"bias_hh_l{k}").chunk(4)
            h, c = h_0[k], c_0[k]
            output = []
            for x in input:
                i = torch.sigmoid(x @ w_ii.T + b_ii + h @ w_hi.T + b_hi)
                f = torch.sigmoid(x @ w_if.T + b_if + h @ w_hf.T + b_hf)
                g = torch.tanh(x @ w_ig.T + b_ig + h @ w_hg.T + b_hg)
                o = torch.sigmoid(x @ w_io.T + b_io + h @ w_ho.T + b_ho)
                c = f * c + i * g
                h = o * torch.tanh(c)
                output.append(h)
            input = torch.stack(output)
            hidden.append(h)
            cell.append(c)
        return input, (torch.stack(hidden), torch.stack(cell))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.a = LSTM(input_size, hidden_size, num_layers)
        self.b = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        return torch.cat([self.b(h_t) for h_t in self.a(input)[0]], dim=0)


def decode(outputs, idx2char):
    pick = lambda row: idx2char[max(range(len(row)), key=lambda j: float(row[j]))]
    return "".join(pick(row) for row in outputs)


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
