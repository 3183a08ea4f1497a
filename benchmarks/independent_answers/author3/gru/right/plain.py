import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)


class GRU(nn.Module):
    """Layers of GRU cells, as nn.GRU computes them."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        bound = hidden_size**-0.5
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            for name, columns in (("weight_ih", [size]), ("weight_hh", [hidden_size]), ("bias_ih", []), ("bias_hh", [])):
                values = torch.empty(3 * hidden_size, *columns).uniform_(-bound, bound)
                setattr(self, f"{name}_l{k}", nn.Parameter(values))

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
        h_n = []
        for k in range(self.num_layers):
            w_ih, w_hh = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
            b_ih, b_hh = getattr(self, f"bias_ih_l{k}"), getattr(self, f"bias_hh_l{k}")
            h = h_0[k]
            states = []
            for x in input:
                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_r, h_z, h_new = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_new)
                h = (1 - z) * n + z * h
                states.append(h)
            input = torch.stack(states)
            h_n.append(h)
        return input, torch.stack(h_n)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.gru(input)
        return self.linear(output).flatten(0, 1)


def decode(outputs, idx2char):
    """argmax over the classes, then lookup"""
    with torch.no_grad():
        winners = torch.argmax(outputs.double(), dim=-1)
    return str().join(map(lambda w: idx2char[w], winners.tolist()))


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    optimizer = torch.optim.Adam([{"params": params}], lr=lr)
    results = []
    for epoch in range(epochs):
        for p in params:
            p.grad = None
        logits = net(inputs)
        loss = F.cross_entropy(logits, labels, reduction="sum") / len(labels)
        loss.backward()
        optimizer.step()
        results.append((loss.item(), decode(logits, idx2char)))
        print("Epoch %d/%d, Loss %.4f: %s" % (epoch, epochs - 1, *results[-1]))
    return [number for number, _ in results]
