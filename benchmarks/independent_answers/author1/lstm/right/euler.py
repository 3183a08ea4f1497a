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
        L, B, H = self.num_layers, input.size(1), self.hidden_size
        h_0, c_0 = state if state is not None else (torch.zeros(L, B, H), torch.zeros(L, B, H))
        y, h_n, c_n = input, [], []
        for k in range(L):
            W = getattr(self, f"weight_ih_l{k}").view(4, H, -1)
            R = getattr(self, f"weight_hh_l{k}").view(4, H, H)
            bias = (getattr(self, f"bias_ih_l{k}") + getattr(self, f"bias_hh_l{k}")).view(4, 1, H)
            X = torch.einsum("sbi,ghi->sgbh", y, W)
            h, c, out = h_0[k], c_0[k], []
            for X_t in X:
                a = X_t + torch.einsum("bj,ghj->gbh", h, R) + bias
                i, f, o = torch.sigmoid(a[[0, 1, 3]])
                g = torch.tanh(a[2])
                c = f * c + i * g
                h = o * torch.tanh(c)
                out.append(h)
            y = torch.stack(out)
            h_n.append(h)
            c_n.append(c)
        return y, (torch.stack(h_n), torch.stack(c_n))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.net = nn.ModuleDict({"lstm": LSTM(input_size, hidden_size, num_layers), "out": nn.Linear(hidden_size, num_classes)})

    def forward(self, input):
        output, (h_n, c_n) = self.net["lstm"](input)
        logits = self.net["out"](output)  # (seq, batch, num_classes)
        return logits.flatten(0, 1)


def decode(outputs, idx2char):
    mask = outputs == outputs.amax(1, keepdim=True)
    return "".join(idx2char[i] for i in mask.int().argmax(1).tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt, losses, e = torch.optim.Adam(net.parameters(), lr=lr), [], 0
    while e < epochs:
        z = net(inputs)
        p = (z - z.amax(1, keepdim=True).detach()).exp()
        p = p / p.sum(1, keepdim=True)
        loss = nn.functional.cross_entropy(z, labels)
        opt.zero_grad()
        # dL/dz = (softmax - one hot) / n, so the backward pass may start from z
        g = p.detach().clone()
        g[torch.arange(len(labels)), labels] -= 1
        z.backward(g / len(labels))
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {e}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
        e += 1
    return losses
