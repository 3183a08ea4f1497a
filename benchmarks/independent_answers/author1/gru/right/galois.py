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

    def forward(self, input, h_0=None):
        outs, finals = [xt for xt in input], []
        zero = torch.zeros(input.shape[1], self.hidden_size)
        for k in range(self.num_layers):
            Wx, Wh = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
            bx, bh = getattr(self, f"bias_ih_l{k}"), getattr(self, f"bias_hh_l{k}")
            h = zero if h_0 is None else h_0[k]
            for t, xt in enumerate(outs):
                gi = torch.tensor_split(xt.matmul(Wx.mT) + bx, 3, dim=-1)
                gh = torch.tensor_split(h.matmul(Wh.mT) + bh, 3, dim=-1)
                r = (gi[0] + gh[0]).sigmoid()
                z = (gi[1] + gh[1]).sigmoid()
                h = (1 - z) * (gi[2] + r * gh[2]).tanh() + z * h
                outs[t] = h
            finals.append(h)
        return torch.stack(outs), torch.stack(finals)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layers = GRU(input_size, hidden_size, num_layers)
        self.readout = nn.Linear(hidden_size, num_classes, bias=True)

    def forward(self, input):
        out, last = self.layers(input)
        return torch.cat([self.readout(h) for h in out])


def decode(outputs, idx2char):
    return "".join(idx2char[k] for k in outputs.argmax(dim=1).tolist())


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
