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
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            for name, shape in zip(("weight_ih", "weight_hh", "bias_ih", "bias_hh"), ((4 * hidden_size, n), (4 * hidden_size, hidden_size), (4 * hidden_size,), (4 * hidden_size,))):
                setattr(self, f"{name}_l{k}", nn.Parameter((2 * torch.rand(shape) - 1) * s))

    def forward(self, input, state=None):
        """Input part of all steps at once; only the recurrence is a loop."""
        seq, batch = input.shape[:2]
        if state is None:
            state = input.new_zeros((2, self.num_layers, batch, self.hidden_size))
        finals = []
        for k in range(self.num_layers):
            w_hh, b_hh = getattr(self, f"weight_hh_l{k}"), getattr(self, f"bias_hh_l{k}")
            gates = torch.tensordot(input, getattr(self, f"weight_ih_l{k}"), dims=([2], [1])) + getattr(self, f"bias_ih_l{k}")
            h, c, output = state[0][k], state[1][k], []
            for t in range(seq):
                i, f, g, o = (gates[t] + h @ w_hh.T + b_hh).unflatten(-1, (4, -1)).unbind(-2)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
                output.append(h)
            input = torch.stack(output)
            finals.append([h, c])
        return input, (torch.stack([p[0] for p in finals]), torch.stack([p[1] for p in finals]))


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
    order = outputs.argsort(dim=-1, descending=True)
    return "".join(idx2char[i] for i in order[:, 0].tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    def descent():
        opt = torch.optim.Adam(net.parameters(), lr=lr)
        for epoch in range(epochs):
            opt.zero_grad()
            z = net(inputs)
            loss = nn.functional.nll_loss(z.log_softmax(dim=1), labels)
            loss.backward()
            opt.step()
            yield loss.item(), decode(z, idx2char)

    losses = []
    for epoch, (loss, text) in enumerate(descent()):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
        losses.append(loss)
    return losses
