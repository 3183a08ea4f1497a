import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)

def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    """One step: (batch, in), (batch, hidden) -> (batch, hidden)."""
    a, b = F.linear(x, w_ih, b_ih), F.linear(h, w_hh, b_hh)
    H = h.shape[-1]
    rz = torch.sigmoid(a[..., : 2 * H] + b[..., : 2 * H])
    r, z = rz[..., :H], rz[..., H:]
    n = torch.tanh(a[..., 2 * H :] + r * b[..., 2 * H :])
    return torch.where(z == 1, h, (1 - z) * n + z * h)


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
            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
        h_n = []
        for k in range(self.num_layers):
            theta = [getattr(self, f"{p}_l{k}") for p in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
            h, seq = h_0[k], []
            for x in input:
                seq.append(h := gru_cell(x, h, *theta))
            input = torch.stack(seq)
            h_n += [h]
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
    pick = lambda row: idx2char[max(range(len(row)), key=lambda j: float(row[j]))]
    return "".join(pick(row) for row in outputs)


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt, losses, e = torch.optim.Adam(net.parameters(), lr=lr), [], 0
    while e < epochs:
        z = net(inputs)
        p = (z - z.amax(1, keepdim=True).detach()).exp()
        p = p / p.sum(1, keepdim=True)
        loss = nn.functional.cross_entropy(z, labels)
        opt.zero_grad()
        # dL/dz = (softmax - one hot) / n, so the backward pass may start from z
        g = p.detach().clone()
        g[torch.arange(len(labels)), labels] -= 1
        z.backward(g / len(labels))
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {e}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
        e += 1
    return losses
