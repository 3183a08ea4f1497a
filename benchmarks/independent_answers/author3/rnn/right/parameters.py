import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


def one_hot(indices: torch.Tensor, num_classes: int) -> torch.Tensor:
    flat = indices.reshape(-1)
    table = torch.zeros(flat.numel(), num_classes)
    table[torch.arange(flat.numel()), flat] = 1
    return table.reshape(tuple(indices.shape) + (num_classes,))


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        bound = 1 / math.sqrt(hidden_size)
        self.w_x, self.w_h, self.b = nn.ParameterList(), nn.ParameterList(), nn.ParameterList()
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            self.w_x.append(nn.Parameter(torch.empty(hidden_size, n).uniform_(-bound, bound)))
            self.w_h.append(nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-bound, bound)))
            self.b.append(nn.Parameter(torch.zeros(hidden_size)))
        self.num_layers = num_layers
        self.hidden_size = hidden_size

    def forward(self, input):
        seq, batch, _ = input.shape
        state = [torch.zeros(batch, self.hidden_size) for _ in range(self.num_layers)]
        rows = []
        for t in range(seq):
            x = input[t]
            for k in range(self.num_layers):
                state[k] = torch.tanh(F.linear(x, self.w_x[k], self.b[k]) + F.linear(state[k], self.w_h[k]))
                x = state[k]
            rows.append(x)
        return torch.stack(rows).view(seq * batch, self.hidden_size)


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
