from dataclasses import dataclass

import math

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)


class LSTM(nn.Module):
    """Layers of LSTM cells, as nn.LSTM computes them."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        bound = 1 / math.sqrt(hidden_size)
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            shapes = {
                f"weight_ih_l{k}": (4 * hidden_size, size),
                f"weight_hh_l{k}": (4 * hidden_size, hidden_size),
                f"bias_ih_l{k}": (4 * hidden_size,),
                f"bias_hh_l{k}": (4 * hidden_size,),
            }
            for name, shape in shapes.items():
                setattr(self, name, nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))

    def forward(self, input, state=None):
        if state is None:
            zeros = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
            state = (zeros, zeros)
        h_0, c_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            w_ih, w_hh = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
            bias = getattr(self, f"bias_ih_l{k}") + getattr(self, f"bias_hh_l{k}")
            h, c = h_0[k], c_0[k]
            outputs = []
            for x in input:
                i, f, g, o = (x @ w_ih.T + h @ w_hh.T + bias).chunk(4, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.lstm(input)
        return self.linear(output).flatten(0, 1)


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
