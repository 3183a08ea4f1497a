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
        self.hidden_size, self.num_layers = hidden_size, num_layers
        s = 1 / math.sqrt(hidden_size)
        u = lambda *shape: nn.Parameter(s * (2 * torch.rand(*shape) - 1))
        for k in range(num_layers):
            setattr(self, f"weight_ih_l{k}", u(3 * hidden_size, hidden_size if k else input_size))
            setattr(self, f"weight_hh_l{k}", u(3 * hidden_size, hidden_size))
            setattr(self, f"bias_ih_l{k}", u(3 * hidden_size))
            setattr(self, f"bias_hh_l{k}", u(3 * hidden_size))

    def forward(self, input, h_0=None):
        h = [None] * self.num_layers
        for k in range(self.num_layers):
            h[k] = input.new_zeros(input.shape[1], self.hidden_size) if h_0 is None else h_0[k]
        top = []
        for v in input:  # time outside, layers inside
            for k in range(self.num_layers):
                p = torch.addmm(getattr(self, f"bias_ih_l{k}"), v, getattr(self, f"weight_ih_l{k}").t())
                q = torch.addmm(getattr(self, f"bias_hh_l{k}"), h[k], getattr(self, f"weight_hh_l{k}").t())
                (p1, p2, p3), (q1, q2, q3) = p.chunk(3, 1), q.chunk(3, 1)
                reset, update = torch.sigmoid(p1 + q1), torch.sigmoid(p2 + q2)
                new = torch.tanh(p3 + reset * q3)
                v = h[k] = torch.lerp(new, h[k], update)
            top.append(v)
        return torch.stack(top), torch.stack(h)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.head = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        return self.head(self.gru(input)[0]).flatten(0, 1)


def decode(outputs, idx2char):
    mask = outputs == outputs.amax(1, keepdim=True)
    return "".join(idx2char[i] for i in mask.int().argmax(1).tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        t = nn.functional.one_hot(labels, z.shape[1]).to(z.dtype)  # (n, classes)
        loss = -torch.einsum("nc,nc->n", t, z.log_softmax(1)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, loss, decode(z, idx2char)))
        losses.append(loss.item())
    return losses
