from dataclasses import dataclass

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


@dataclass
class Weights:
    w_ih: torch.Tensor
    w_hh: torch.Tensor
    b_ih: torch.Tensor
    b_hh: torch.Tensor

    def step(self, x, h):
        n = h.shape[1]
        gx = x @ self.w_ih.T + self.b_ih
        gh = h @ self.w_hh.T + self.b_hh
        rz = torch.sigmoid(gx[:, : 2 * n] + gh[:, : 2 * n])
        r, z = rz[:, :n], rz[:, n:]
        new = torch.tanh(gx[:, 2 * n :] + r * gh[:, 2 * n :])
        return new - z * new + z * h


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.make("0", input_size)
        for k in range(1, num_layers):
            self.make(str(k), hidden_size)

    def make(self, k, size):
        rows = 3 * self.hidden_size
        setattr(self, "weight_ih_l" + k, nn.Parameter(0.3 * torch.randn(rows, size)))
        setattr(self, "weight_hh_l" + k, nn.Parameter(0.3 * torch.randn(rows, self.hidden_size)))
        setattr(self, "bias_ih_l" + k, nn.Parameter(torch.zeros(rows)))
        setattr(self, "bias_hh_l" + k, nn.Parameter(torch.zeros(rows)))

    def layer(self, k):
        return Weights(*(getattr(self, f"{kind}_l{k}") for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")))

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
        sequence = list(input)
        h_n = []
        for k in range(self.num_layers):
            weights, h = self.layer(k), h_0[k]
            for t, x in enumerate(sequence):
                h = weights.step(x, h)
                sequence[t] = h
            h_n.append(h)
        return torch.stack(sequence), torch.stack(h_n)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layer = GRU(input_size, hidden_size, num_layers)
        self.logits = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        states = self.layer(input)[0]
        return self.logits(states.flatten(0, 1))


def decode(outputs, idx2char):
    _, places = outputs.topk(1, dim=1)
    return "".join([idx2char[place] for place in places[:, 0].tolist()])


def train(net, inputs, labels, epochs=100, lr=0.05):
    log_softmax, nll = nn.LogSoftmax(dim=1), nn.NLLLoss()
    optimizer = torch.optim.Adam(params=net.parameters(), lr=lr)
    losses = torch.zeros(epochs, dtype=torch.float64)
    for epoch in range(epochs):
        net.zero_grad()
        z = net(inputs)
        loss = nll(log_softmax(z), labels)
        losses[epoch] = loss.detach()
        loss.backward()
        optimizer.step()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[epoch]:.4f}: {decode(z, idx2char)}")
    return losses.tolist()
