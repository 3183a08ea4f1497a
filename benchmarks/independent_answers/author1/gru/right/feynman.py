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
        u = lambda *shape: nn.Parameter(s * (2 * torch.rand(*shape) - 1))
        for k in range(num_layers):
            setattr(self, f"weight_ih_l{k}", u(3 * hidden_size, hidden_size if k else input_size))
            setattr(self, f"weight_hh_l{k}", u(3 * hidden_size, hidden_size))
            setattr(self, f"bias_ih_l{k}", u(3 * hidden_size))
            setattr(self, f"bias_hh_l{k}", u(3 * hidden_size))

    def layer(self, k, xs, h):
        wi, wh = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
        bi, bh = getattr(self, f"bias_ih_l{k}"), getattr(self, f"bias_hh_l{k}")
        for x in xs:
            ir, iz, i_n = F.linear(x, wi, bi).chunk(3, -1)
            hr, hz, hn = F.linear(h, wh, bh).chunk(3, -1)
            r, z = torch.sigmoid(ir + hr), torch.sigmoid(iz + hz)
            h = torch.tanh(i_n + r * hn) * (1 - z) + h * z
            yield h

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros((self.num_layers, input.shape[1], self.hidden_size))
        xs, h_n = input, torch.empty_like(h_0)
        last = []
        for k in range(self.num_layers):
            xs = list(self.layer(k, xs, h_0[k]))
            last.append(xs[-1])
        h_n = torch.stack(last)
        return torch.stack(xs), h_n


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rec, self.lin = GRU(input_size, hidden_size, num_layers), nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        h, _ = self.rec(input)
        return self.lin(h.reshape(-1, h.shape[-1]))


def decode(outputs, idx2char):
    _, best = outputs.max(dim=1)
    text = ""
    for k in best:
        text += idx2char[k.item()]
    return text


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt, rows = torch.optim.Adam(net.parameters(), lr=lr), torch.arange(len(labels))
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        loss = -z.log_softmax(-1)[rows, labels].mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses += [loss.item()]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(z, idx2char)}")
    return losses
