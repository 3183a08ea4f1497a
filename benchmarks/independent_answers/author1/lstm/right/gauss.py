import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        s = hidden_size**-0.5
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            for name, shape in zip(("weight_ih", "weight_hh", "bias_ih", "bias_hh"), ((4 * hidden_size, n), (4 * hidden_size, hidden_size), (4 * hidden_size,), (4 * hidden_size,))):
                setattr(self, f"{name}_l{k}", nn.Parameter((2 * torch.rand(shape) - 1) * s))

    def forward(self, input, state=None):
        if state is None:
            state = 2 * (input.new_zeros(self.num_layers, input.shape[1], self.hidden_size),)
        x, hn, cn = input, [], []
        for k, (h, c) in enumerate(zip(*state)):
            W, U, a, b = (getattr(self, f"{p}_l{k}") for p in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
            hs = []
            for x_t in x:
                i, f, g, o = (x_t @ W.T + a + h @ U.T + b).chunk(4, dim=1)
                c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                h = o.sigmoid() * c.tanh()
                hs.append(h)
            x = torch.stack(hs)
            hn.append(h)
            cn.append(c)
        return x, (torch.stack(hn), torch.stack(cn))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rec, self.lin = LSTM(input_size, hidden_size, num_layers), nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        h, _ = self.rec(input)
        return self.lin(h.reshape(-1, h.shape[-1]))


def decode(outputs, idx2char):
    order = outputs.argsort(dim=-1, descending=True)
    return "".join(idx2char[i] for i in order[:, 0].tolist())


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
