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
        self.H, self.L = hidden_size, num_layers
        widths = [input_size] + [hidden_size] * num_layers
        for k, n in enumerate(widths[:-1]):
            self.register_parameter(f"weight_ih_l{k}", nn.Parameter(torch.empty(3 * hidden_size, n)))
            self.register_parameter(f"weight_hh_l{k}", nn.Parameter(torch.empty(3 * hidden_size, hidden_size)))
            self.register_parameter(f"bias_ih_l{k}", nn.Parameter(torch.empty(3 * hidden_size)))
            self.register_parameter(f"bias_hh_l{k}", nn.Parameter(torch.empty(3 * hidden_size)))
        for p in self.parameters():
            nn.init.uniform_(p, -(hidden_size**-0.5), hidden_size**-0.5)

    def forward(self, input, h_0=None):
        seq, batch, _ = input.shape
        x = input
        h_n = torch.zeros(self.L, batch, self.H) if h_0 is None else h_0.clone()
        ends = []
        for k in range(self.L):
            P = dict(self.named_parameters())
            W, V = P[f"weight_ih_l{k}"], P[f"weight_hh_l{k}"]
            bw, bv = P[f"bias_ih_l{k}"], P[f"bias_hh_l{k}"]
            hs = [h_n[k]]
            for t in range(seq):
                i, g = W @ x[t].T + bw[:, None], V @ hs[-1].T + bv[:, None]  # columns are the batch
                i, g = i.reshape(3, self.H, batch), g.reshape(3, self.H, batch)
                r, z = torch.sigmoid(i[:2] + g[:2])
                n = torch.tanh(i[2] + r * g[2])
                hs.append(((1 - z) * n).T + z.T * hs[-1])
            x = torch.stack(hs[1:])
            ends.append(hs[-1])
        return x, torch.stack(ends)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rec, self.lin = GRU(input_size, hidden_size, num_layers), nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        h, _ = self.rec(input)
        return self.lin(h.reshape(-1, h.shape[-1]))


def decode(outputs, idx2char):
    with torch.no_grad():
        idx = outputs.argmax(1)
    out = ""
    for t in range(outputs.shape[0]):
        out += idx2char[idx[t]]
    return out


def train(net: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, epochs: int = 100, lr: float = 0.05) -> list[float]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses: list[float] = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        text = decode(outputs, idx2char)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[epoch]:.4f}: {text}")
    return losses
