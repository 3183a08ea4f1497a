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
        L, H = self.num_layers, self.hidden_size
        B = input.shape[1]
        if h_0 is None:
            h_0 = torch.zeros(L, B, H, dtype=input.dtype)
        y, finals = input, []
        for k in range(L):
            A = getattr(self, f"weight_ih_l{k}").view(3, H, -1)
            R = getattr(self, f"weight_hh_l{k}").view(3, H, H)
            a = getattr(self, f"bias_ih_l{k}").view(3, 1, H)
            c = getattr(self, f"bias_hh_l{k}").view(3, 1, H)
            X = torch.einsum("sbi,ghi->sgbh", y, A) + a  # (seq, gate, batch, hidden)
            h, out = h_0[k], []
            for t in range(X.shape[0]):
                Y = torch.einsum("bj,ghj->gbh", h, R) + c
                r = torch.sigmoid(X[t, 0] + Y[0])
                z = torch.sigmoid(X[t, 1] + Y[1])
                n = torch.tanh(X[t, 2] + r * Y[2])
                h = (1 - z) * n + z * h
                out.append(h)
            y = torch.stack(out)
            finals.append(h)
        return y, torch.stack(finals)


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
    winners = outputs.detach().cpu().numpy().argmax(axis=1)
    return "".join(idx2char[int(w)] for w in winners)


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)

    def step(epoch):
        opt.zero_grad()
        z = net(inputs)
        loss = nn.functional.cross_entropy(z, labels)
        loss.backward()
        opt.step()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
        return loss.item()

    return [step(epoch) for epoch in range(epochs)]
