from __future__ import annotations

import torch
from torch import Tensor, nn

idx2char = ["e", "h", "l", "o"]


class GRU(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1) -> None:
        super().__init__()
        self.h, self.layers = hidden_size, num_layers
        for k in range(num_layers):
            self._make(f"weight_ih_l{k}", 3 * hidden_size, hidden_size if k else input_size)
            self._make(f"weight_hh_l{k}", 3 * hidden_size, hidden_size)
            self._make(f"bias_ih_l{k}", 3 * hidden_size)
            self._make(f"bias_hh_l{k}", 3 * hidden_size)

    def _make(self, name: str, *shape: int) -> None:
        bound = self.h**-0.5
        setattr(self, name, nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))

    def forward(self, input: Tensor, h_0: Tensor | None = None) -> tuple[Tensor, Tensor]:
        seq, batch, _ = input.shape
        x = input
        last = []
        for k in range(self.layers):
            w = getattr(self, f"weight_ih_l{k}").view(3, self.h, -1)
            u = getattr(self, f"weight_hh_l{k}").view(3, self.h, self.h)
            b = getattr(self, f"bias_ih_l{k}").view(3, 1, self.h)
            c = getattr(self, f"bias_hh_l{k}").view(3, 1, self.h)
            from_x = torch.einsum("tbi,goi->tgbo", x, w) + b  # all steps at once
            h = x.new_zeros(batch, self.h) if h_0 is None else h_0[k]
            steps = []
            for t in range(seq):
                from_h = torch.einsum("bi,goi->gbo", h, u) + c
                r, z = (from_x[t, :2] + from_h[:2]).sigmoid()
                n = (from_x[t, 2] + r * from_h[2]).tanh()
                h = (1 - z) * n + z * h
                steps += [h]
            x = torch.stack(steps)
            last += [h]
        return x, torch.stack(last)


class CharGRU(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_classes: int, num_layers: int = 1) -> None:
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.readout = nn.Linear(hidden_size, num_classes)

    def forward(self, input: Tensor) -> Tensor:
        hidden, _ = self.gru(input)
        return torch.flatten(self.readout(hidden), end_dim=1)


def decode(outputs: Tensor, idx2char: list[str]) -> str:
    return "".join(idx2char[best] for best in outputs.detach().argmax(dim=-1).tolist())


def train(net: nn.Module, inputs: Tensor, labels: Tensor, epochs: int = 100, lr: float = 0.05) -> list[float]:
    adam = torch.optim.Adam(net.parameters(), lr=lr)
    losses: list[float] = []
    for epoch in range(epochs):
        outputs = net(inputs)
        loss = -outputs.log_softmax(1).gather(1, labels[:, None]).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(outputs, idx2char)}")
    return losses
