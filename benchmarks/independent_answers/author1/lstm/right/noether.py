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

    def _cell(self, k, x, h, c):
        z = F.linear(x, getattr(self, f"weight_ih_l{k}"), getattr(self, f"bias_ih_l{k}"))
        z = z + F.linear(h, getattr(self, f"weight_hh_l{k}"), getattr(self, f"bias_hh_l{k}"))
        i, f, g, o = z.split(self.hidden_size, dim=-1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c

    def forward(self, input, state=None):
        zeros = torch.zeros(input.shape[1], self.hidden_size)
        ends = []
        for k in range(self.num_layers):
            h, c = (zeros, zeros) if state is None else (state[0][k], state[1][k])
            row = []
            for x in input:
                h, c = self._cell(k, x, h, c)
                row.append(h)
            input = torch.stack(row)
            ends.append((h, c))
        h_n, c_n = map(torch.stack, zip(*ends))
        return input, (h_n, c_n)


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.V = nn.Parameter(torch.empty(num_classes, hidden_size))
        self.c = nn.Parameter(torch.zeros(num_classes))
        nn.init.xavier_uniform_(self.V)

    def forward(self, input):
        h = self.lstm(input)[0]
        return F.linear(h, self.V, self.c).view(h.shape[0] * h.shape[1], -1)


def decode(outputs, idx2char):
    with torch.no_grad():
        idx = outputs.argmax(1)
    out = ""
    for t in range(outputs.shape[0]):
        out += idx2char[idx[t]]
    return out


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        opt.zero_grad()
        z = net(inputs)
        loss = nn.functional.cross_entropy(z, labels)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
    return losses
