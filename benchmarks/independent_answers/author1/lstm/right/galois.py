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
        s = 1 / math.sqrt(hidden_size)
        u = lambda *shape: nn.Parameter(torch.empty(*shape).uniform_(-s, s))
        for k in range(num_layers):
            setattr(self, f"weight_ih_l{k}", u(4 * hidden_size, hidden_size if k else input_size))
            setattr(self, f"weight_hh_l{k}", u(4 * hidden_size, hidden_size))
            setattr(self, f"bias_ih_l{k}", u(4 * hidden_size))
            setattr(self, f"bias_hh_l{k}", u(4 * hidden_size))

    def forward(self, input, state=None):
        outs, hf, cf = list(input.unbind(0)), [], []
        for k in range(self.num_layers):
            Wx, Wh = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
            beta = getattr(self, f"bias_ih_l{k}") + getattr(self, f"bias_hh_l{k}")
            W = torch.cat([Wx, Wh], dim=1)  # acts on (x, h)
            if state is None:
                h = torch.zeros(outs[0].shape[0], self.hidden_size)
                c = torch.zeros_like(h)
            else:
                h, c = state[0][k], state[1][k]
            for t, xt in enumerate(outs):
                u = torch.cat([xt, h], dim=1) @ W.mT + beta
                i, f, g, o = torch.tensor_split(u, 4, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                outs[t] = h = torch.sigmoid(o) * torch.tanh(c)
            hf.append(h)
            cf.append(c)
        return torch.stack(outs), (torch.stack(hf), torch.stack(cf))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.a = LSTM(input_size, hidden_size, num_layers)
        self.b = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        return torch.cat([self.b(h_t) for h_t in self.a(input)[0]], dim=0)


def decode(outputs, idx2char):
    letters = []
    for row in outputs.tolist():
        letters.append(idx2char[row.index(max(row))])
    return "".join(letters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = [p for p in net.parameters() if p.requires_grad]
    opt, losses = torch.optim.Adam(params, lr=lr), []
    for epoch in range(epochs):
        out = net(inputs)
        loss = nn.functional.cross_entropy(out, labels)
        for p, g in zip(params, torch.autograd.grad(loss, params, allow_unused=True)):
            p.grad = g
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(out, idx2char)}")
    return losses
