import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden = hidden_size
        self.depth = num_layers
        for k in range(num_layers):
            d = input_size if k == 0 else hidden_size
            for name, shape in {"weight_ih": (3 * hidden_size, d), "weight_hh": (3 * hidden_size, hidden_size),
                                "bias_ih": (3 * hidden_size,), "bias_hh": (3 * hidden_size,)}.items():
                self.register_parameter(f"{name}_l{k}", nn.Parameter(torch.randn(shape) * 0.1))

    def part(self, which, k, number, vector):
        rows = slice(number * self.hidden, (number + 1) * self.hidden)
        weight = getattr(self, f"weight_{which}_l{k}")[rows]
        bias = getattr(self, f"bias_{which}_l{k}")[rows]
        return F.linear(vector, weight, bias)

    def forward(self, input, h_0=None):
        h_n = []
        out = input
        for k in range(self.depth):
            h = torch.zeros(input.size(1), self.hidden) if h_0 is None else h_0[k]
            collected = []
            for x in out:
                r = torch.sigmoid(self.part("ih", k, 0, x) + self.part("hh", k, 0, h))
                z = torch.sigmoid(self.part("ih", k, 1, x) + self.part("hh", k, 1, h))
                n = torch.tanh(self.part("ih", k, 2, x) + r * self.part("hh", k, 2, h))
                h = (1.0 - z) * n + z * h
                collected.append(h)
            out = torch.stack(collected)
            h_n.append(out[-1])
        return out, torch.stack(h_n)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.head = nn.Sequential(nn.Linear(hidden_size, num_classes))

    def forward(self, input):
        x = self.gru(input)[0]
        seq, batch, hidden = x.shape
        return self.head(x.view(seq * batch, hidden))


def decode(outputs, idx2char):
    import numpy as np

    ids = np.argmax(np.asarray(outputs.tolist()), axis=-1)
    return "".join(np.take(np.array(list(idx2char)), ids))


def train(net, inputs, labels, epochs=100, lr=0.05):
    line = "Epoch {epoch}/{last}, Loss {loss:.4f}: {text}"
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    optimizer.zero_grad()
    classes = None
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        if classes is None:
            classes = z.shape[1]
        targets = F.one_hot(labels, classes).to(z.dtype)
        loss = -(targets * F.log_softmax(z, dim=1)).sum(dim=1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(line.format(epoch=epoch, last=epochs - 1, loss=losses[-1], text=decode(z, idx2char)))
    return losses
