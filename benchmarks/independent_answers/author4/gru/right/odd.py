import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)


class GRU(nn.Module):
    """Columns instead of rows: all vectors stand upright, as in the equations."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.sizes = [input_size] + [hidden_size] * num_layers
        for k, reads in enumerate(self.sizes[:-1]):
            setattr(self, f"weight_ih_l{k}", nn.Parameter(torch.randn(3 * hidden_size, reads) * 0.2))
            setattr(self, f"weight_hh_l{k}", nn.Parameter(torch.randn(3 * hidden_size, hidden_size) * 0.2))
            setattr(self, f"bias_ih_l{k}", nn.Parameter(torch.zeros(3 * hidden_size)))
            setattr(self, f"bias_hh_l{k}", nn.Parameter(torch.zeros(3 * hidden_size)))

    def forward(self, input, h_0=None):
        layers, hidden = len(self.sizes) - 1, self.sizes[-1]
        if h_0 is None:
            h_0 = torch.zeros(layers, input.shape[1], hidden)
        h_n = torch.empty_like(h_0)
        below = [x.T for x in input]
        for k in range(layers):
            W, U = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
            b, d = getattr(self, f"bias_ih_l{k}")[:, None], getattr(self, f"bias_hh_l{k}")[:, None]
            h, states = h_0[k].T, []
            for x in below:
                p = (W @ x + b).tensor_split(3)
                q = (U @ h + d).tensor_split(3)
                keep = torch.sigmoid(p[1] + q[1])
                new = torch.tanh(p[2] + q[2] * torch.sigmoid(p[0] + q[0]))
                h = new - keep * new + keep * h
                states.append(h)
            below = states
            h_n[k] = h.T
        return torch.stack([h.T for h in below]), h_n


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes, bias=True)

    def forward(self, input):
        return torch.vstack([self.linear(h) for h in self.gru(input)[0]])



def decode(outputs, idx2char):
    text = [None] * len(outputs)
    for step, row in enumerate(outputs.tolist()):
        text[step] = idx2char[row.index(max(row))]
    return "".join(text)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    seen = {}

    def closure():
        optimizer.zero_grad()
        seen["outputs"] = net(inputs)
        loss = F.cross_entropy(seen["outputs"], labels)
        loss.backward()
        return loss

    losses = []
    for epoch in range(epochs):
        loss = optimizer.step(closure).item()
        losses.append(loss)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(seen['outputs'], idx2char)}")
    return losses
