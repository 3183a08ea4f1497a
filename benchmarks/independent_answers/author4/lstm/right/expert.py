from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
State = tuple[Tensor, Tensor]


def lstm_step(pre: Tensor, h: Tensor, c: Tensor, w_hh: Tensor) -> State:
    """pre: what x and the biases contribute, (batch, 4 * hidden)"""
    i, f, g, o = (pre + F.linear(h, w_hh)).unflatten(-1, (4, -1)).unbind(-2)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


class LSTM(nn.Module):
    KINDS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1) -> None:
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        rows = 4 * hidden_size
        for k in range(num_layers):
            for kind, shape in zip(
                self.KINDS, ((rows, hidden_size if k else input_size), (rows, hidden_size), (rows,), (rows,))
            ):
                self.register_parameter(f"{kind}_l{k}", nn.Parameter(torch.empty(*shape)))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        bound = 1 / math.sqrt(self.hidden_size)
        for p in self.parameters():
            nn.init.uniform_(p, -bound, bound)

    def _layer(self, k: int) -> tuple[Tensor, ...]:
        return tuple(getattr(self, f"{kind}_l{k}") for kind in self.KINDS)

    def forward(self, input: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        if state is None:
            h_0 = c_0 = input.new_zeros(self.num_layers, input.shape[1], self.hidden_size)
        else:
            h_0, c_0 = state
        sequence, last = input, []
        for k, (h, c) in enumerate(zip(h_0, c_0)):
            w_ih, w_hh, b_ih, b_hh = self._layer(k)
            outputs = []
            for pre in F.linear(sequence, w_ih, b_ih + b_hh):
                h, c = lstm_step(pre, h, c, w_hh)
                outputs.append(h)
            sequence = torch.stack(outputs)
            last.append((h, c))
        h_n, c_n = (torch.stack(states) for states in zip(*last))
        return sequence, (h_n, c_n)


class CharLSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_classes: int, num_layers: int = 1) -> None:
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.head = nn.Linear(hidden_size, num_classes)

    def forward(self, input: Tensor) -> Tensor:
        return self.head(self.lstm(input)[0].flatten(0, 1))


def decode(outputs: Tensor, idx2char: list[str]) -> str:
    return "".join(idx2char[k] for k in outputs.argmax(-1))


def train(net: nn.Module, inputs: Tensor, labels: Tensor, epochs: int = 100, lr: float = 0.05) -> list[float]:
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses: list[float] = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = F.cross_entropy(logits := net(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(logits, idx2char)}")
    return losses
