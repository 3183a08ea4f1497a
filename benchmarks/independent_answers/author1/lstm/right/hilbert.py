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
        batch = input.shape[1]
        if state is None:
            hs = [torch.zeros(batch, self.hidden_size) for _ in range(self.num_layers)]
            cs = [torch.zeros(batch, self.hidden_size) for _ in range(self.num_layers)]
        else:
            hs, cs = list(state[0]), list(state[1])
        top = []
        for v in input:  # time outside, layers inside
            for k in range(self.num_layers):
                p = torch.addmm(getattr(self, f"bias_ih_l{k}"), v, getattr(self, f"weight_ih_l{k}").t())
                q = torch.addmm(getattr(self, f"bias_hh_l{k}"), hs[k], getattr(self, f"weight_hh_l{k}").t())
                a1, a2, a3, a4 = torch.chunk(p + q, 4, 1)
                cs[k] = torch.addcmul(torch.sigmoid(a2) * cs[k], torch.sigmoid(a1), torch.tanh(a3))
                v = hs[k] = torch.sigmoid(a4) * torch.tanh(cs[k])
            top.append(v)
        return torch.stack(top), (torch.stack(hs), torch.stack(cs))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rec, self.lin = LSTM(input_size, hidden_size, num_layers), nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        h, _ = self.rec(input)
        return self.lin(h.reshape(-1, h.shape[-1]))


def decode(outputs, idx2char):
    return "".join(idx2char[k] for k in outputs.argmax(dim=1).tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt, rows = torch.optim.Adam(net.parameters(), lr=lr), torch.arange(len(labels))
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        loss = -z.log_softmax(-1)[rows, labels].mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses += [loss.item()]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(z, idx2char)}")
    return losses
