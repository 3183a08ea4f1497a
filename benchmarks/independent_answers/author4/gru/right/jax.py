import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)

from torch.nn import functional as F


def cell(params, h, x):
    """(carry, input) -> carry"""
    Wi, Wh, bi, bh = params
    size = h.shape[-1]
    gi = F.linear(x, Wi, bi)
    gh = F.linear(h, Wh, bh)
    rz = torch.sigmoid(gi[:, : 2 * size] + gh[:, : 2 * size])
    r = rz[:, :size]
    z = rz[:, size:]
    n = torch.tanh(torch.addcmul(gi[:, 2 * size :], r, gh[:, 2 * size :]))
    return torch.lerp(n, h, z)


def scan(params, h, xs):
    ys = []
    for x in xs:
        h = cell(params, h, x)
        ys.append(h)
    return h, torch.stack(ys)


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        n_in = input_size
        for k in range(num_layers):
            setattr(self, f"weight_ih_l{k}", nn.Parameter(torch.empty(3 * hidden_size, n_in)))
            setattr(self, f"weight_hh_l{k}", nn.Parameter(torch.empty(3 * hidden_size, hidden_size)))
            setattr(self, f"bias_ih_l{k}", nn.Parameter(torch.zeros(3 * hidden_size)))
            setattr(self, f"bias_hh_l{k}", nn.Parameter(torch.zeros(3 * hidden_size)))
            nn.init.xavier_uniform_(getattr(self, f"weight_ih_l{k}"))
            nn.init.orthogonal_(getattr(self, f"weight_hh_l{k}"))
            n_in = hidden_size

    def params(self, k):
        return [getattr(self, f"{kind}_l{k}") for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = input.new_zeros((self.num_layers, input.size(1), self.hidden_size))
        xs, finals = input, []
        for k in range(self.num_layers):
            final, xs = scan(self.params(k), h_0[k], xs)
            finals.append(final)
        return xs, torch.stack(finals)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.body = GRU(input_size, hidden_size, num_layers=num_layers)
        self.head = nn.Linear(in_features=hidden_size, out_features=num_classes)

    def forward(self, input):
        logits = self.head(self.body(input)[0])
        return logits.reshape(-1, logits.shape[-1])


def decode(outputs, idx2char):
    return "".join(map(lambda k: idx2char[k], torch.argmax(outputs, -1).tolist()))


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)

    def update():
        opt.zero_grad()
        logits = net(inputs)
        loss = F.cross_entropy(logits, labels)
        loss.backward()
        opt.step()
        return loss.item(), logits

    losses = []
    for epoch in range(epochs):
        value, logits = update()
        losses.append(value)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {value:.4f}: {decode(logits, idx2char)}")
    return losses
