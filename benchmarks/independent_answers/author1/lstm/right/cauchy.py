import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)

def lstm_cell(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """One step, all of (batch, ...)."""
    i, f, g, o = torch.chunk(F.linear(x, w_ih, b_ih) + F.linear(h, w_hh, b_hh), 4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


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
            zero = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
            state = zero, zero
        h_0, c_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            theta = [getattr(self, f"{p}_l{k}") for p in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
            h, c, seq = h_0[k], c_0[k], []
            for x in input:
                h, c = lstm_cell(x, h, c, *theta)
                seq.append(h)
            input = torch.stack(seq)
            h_n += [h]
            c_n += [c]
        return input, (torch.stack(h_n), torch.stack(c_n))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.V = nn.Parameter(torch.empty(num_classes, hidden_size))
        self.c = nn.Parameter(torch.zeros(num_classes))
        nn.init.xavier_uniform_(self.V)

    def forward(self, input):
        h = self.lstm(input)[0]
        return F.linear(h, self.V, self.c).view(h.shape[0] * h.shape[1], -1)


def decode(outputs, idx2char):
    _, best = outputs.max(dim=1)
    text = ""
    for k in best:
        text += idx2char[k.item()]
    return text


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    opt = torch.optim.Adam(params, lr=lr)
    ce = nn.CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        for p in params:
            p.grad = None
        logits = net(inputs)
        loss = ce(logits, labels)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        print("Epoch %d/%d, Loss %.4f: %s" % (epoch, epochs - 1, loss.item(), decode(logits, idx2char)))
    return losses
