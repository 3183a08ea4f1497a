from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class State(NamedTuple):
    h: Tensor
    c: Tensor


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1) -> None:
        super().__init__()
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        rows = 4 * hidden_size
        for k in range(num_layers):
            cols = hidden_size if k > 0 else input_size
            for name, shape in (("weight_ih", (rows, cols)), ("weight_hh", (rows, hidden_size)),
                                ("bias_ih", (rows,)), ("bias_hh", (rows,))):
                self.register_parameter(f"{name}_l{k}", nn.Parameter(0.1 * torch.randn(*shape)))

    def zero_state(self, batch: int) -> State:
        return State(*torch.zeros(2, self.num_layers, batch, self.hidden_size))

    def layer(self, k: int, xs: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, State]:
        w_ih, w_hh = self.get_parameter(f"weight_ih_l{k}"), self.get_parameter(f"weight_hh_l{k}")
        b_ih, b_hh = self.get_parameter(f"bias_ih_l{k}"), self.get_parameter(f"bias_hh_l{k}")
        hs = []
        for x in xs:
            a = F.linear(x, w_ih, b_ih) + F.linear(h, w_hh, b_hh)
            i, f, g, o = a.split(self.hidden_size, dim=-1)
            c = torch.addcmul(f.sigmoid() * c, i.sigmoid(), g.tanh())
            h = o.sigmoid() * c.tanh()
            hs.append(h)
        return torch.stack(hs), State(h, c)

    def forward(self, input: Tensor, state: State | None = None):
        h_0, c_0 = self.zero_state(input.shape[1]) if state is None else state
        last = []
        output = input
        for k in range(self.num_layers):
            output, end = self.layer(k, output, h_0[k], c_0[k])
            last.append(end)
        return output, State(torch.stack([s.h for s in last]), torch.stack([s.c for s in last]))


class CharLSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_classes: int, num_layers: int = 1) -> None:
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.head = nn.Linear(hidden_size, num_classes)

    def forward(self, input: Tensor) -> Tensor:
        output, _ = self.lstm(input)
        return self.head(output.flatten(0, 1))


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
