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
        u = lambda *shape: nn.Parameter(torch.empty(*shape).uniform_(-s, s))
        for k in range(num_layers):
            setattr(self, f"weight_ih_l{k}", u(4 * hidden_size, hidden_size if k else input_size))
            setattr(self, f"weight_hh_l{k}", u(4 * hidden_size, hidden_size))
            setattr(self, f"bias_ih_l{k}", u(4 * hidden_size))
            setattr(self, f"bias_hh_l{k}", u(4 * hidden_size))

    def layer(self, k, xs, h, c):
        wi, wh = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
        bi, bh = getattr(self, f"bias_ih_l{k}"), getattr(self, f"bias_hh_l{k}")
        for x in xs:
            z = F.linear(x, wi, bi) + F.linear(h, wh, bh)
            i, f, g, o = z.chunk(4, -1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            yield h, c

    def forward(self, input, state=None):
        if state is None:
            state = [torch.zeros(self.num_layers, input.shape[1], self.hidden_size) for _ in "hc"]
        xs, final_h, final_c = input, [], []
        for k in range(self.num_layers):
            pairs = list(self.layer(k, xs, state[0][k], state[1][k]))
            xs = [h for h, _ in pairs]
            final_h.append(pairs[-1][0])
            final_c.append(pairs[-1][1])
        return torch.stack(xs), (torch.stack(final_h), torch.stack(final_c))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.net = nn.ModuleDict({"lstm": LSTM(input_size, hidden_size, num_layers), "out": nn.Linear(hidden_size, num_classes)})

    def forward(self, input):
        output, (h_n, c_n) = self.net["lstm"](input)
        logits = self.net["out"](output)  # (seq, batch, num_classes)
        return logits.flatten(0, 1)


def decode(outputs, idx2char):
    winners = outputs.detach().cpu().numpy().argmax(axis=1)
    return "".join(idx2char[int(w)] for w in winners)


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)

    def step(epoch):
        opt.zero_grad()
        z = net(inputs)
        loss = nn.functional.cross_entropy(z, labels)
        loss.backward()
        opt.step()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
        return loss.item()

    return [step(epoch) for epoch in range(epochs)]
