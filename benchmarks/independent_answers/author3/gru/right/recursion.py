from dataclasses import dataclass

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class Base(nn.Module):
    """What my LSTM has too: the parameters under PyTorch's names, and zero states."""

    gates = 1

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        rows = self.gates * hidden_size
        for k in range(num_layers):
            self.new(f"weight_ih_l{k}", rows, input_size if k == 0 else hidden_size)
            self.new(f"weight_hh_l{k}", rows, hidden_size)
            self.new(f"bias_ih_l{k}", rows)
            self.new(f"bias_hh_l{k}", rows)

    def new(self, name, *shape):
        bound = self.hidden_size**-0.5
        self.register_parameter(name, nn.Parameter(bound * (2 * torch.rand(shape) - 1)))

    def zeros(self, batch):
        return torch.zeros(self.num_layers, batch, self.hidden_size)


class GRU(Base):
    gates = 3

    def forward(self, input, h_0=None):
        h_0 = self.zeros(input.shape[1]) if h_0 is None else h_0
        h_n = torch.empty(0, input.shape[1], self.hidden_size)
        for k in range(self.num_layers):
            input = self.run(k, input, h_0[k])
            h_n = torch.cat([h_n, input[-1:]])
        return input, h_n

    def run(self, k, xs, h):
        w, u = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
        b, c = getattr(self, f"bias_ih_l{k}"), getattr(self, f"bias_hh_l{k}")
        pre = nn.functional.linear(xs, w, b)
        hs = []
        for p in pre:
            q = nn.functional.linear(h, u, c)
            (pr, pz, pn), (qr, qz, qn) = p.chunk(3, 1), q.chunk(3, 1)
            keep = torch.sigmoid(pz + qz)
            write = 1 - keep
            h = write * torch.tanh(pn + torch.sigmoid(pr + qr) * qn) + keep * h
            hs.append(h)
        return torch.stack(hs)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)
        nn.init.zeros_(self.linear.bias)

    def forward(self, input):
        z = self.linear(self.gru(input)[0])
        return z.reshape(-1, z.size(-1))


@dataclass
class Record:
    epoch: int
    loss: float
    text: str


def decode(outputs, idx2char):
    return "".join(idx2char[int(row.argmax())] for row in outputs)


def records(net, inputs, labels, epochs, lr):
    """A generator: yields what is known after each epoch."""
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=0)
    criterion = nn.CrossEntropyLoss(reduction="mean")
    for epoch in range(epochs):
        optimizer.zero_grad()
        prediction = net(inputs)
        loss = criterion(prediction, labels)
        loss.backward()
        optimizer.step()
        yield Record(epoch, loss.item(), decode(prediction, idx2char))


def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = []
    for r in records(net, inputs, labels, epochs, lr):
        print(f"Epoch {r.epoch}/{epochs - 1}, Loss {r.loss:.4f}: {r.text}")
        losses.append(r.loss)
    return losses
