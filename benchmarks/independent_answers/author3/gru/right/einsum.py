import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.H, self.L = hidden_size, num_layers
        for l in range(num_layers):
            d = input_size if l == 0 else hidden_size
            self.__setattr__(f"weight_ih_l{l}", nn.Parameter(torch.randn(3 * hidden_size, d) / d**0.5))
            self.__setattr__(f"weight_hh_l{l}", nn.Parameter(torch.randn(3 * hidden_size, hidden_size) / hidden_size**0.5))
            self.__setattr__(f"bias_ih_l{l}", nn.Parameter(torch.zeros(3 * hidden_size)))
            self.__setattr__(f"bias_hh_l{l}", nn.Parameter(torch.zeros(3 * hidden_size)))

    def forward(self, input, h_0=None):
        S, B, _ = input.shape
        xs, ends = input, []
        for l in range(self.L):
            U = getattr(self, f"weight_hh_l{l}").reshape(3, self.H, self.H)
            c = getattr(self, f"bias_hh_l{l}").reshape(3, 1, self.H)
            a = torch.einsum("sbi,gi->sbg", xs, getattr(self, f"weight_ih_l{l}")) + getattr(self, f"bias_ih_l{l}")
            a = a.reshape(S, B, 3, self.H).transpose(1, 2)  # (seq, 3, batch, hidden)
            h = torch.zeros(B, self.H) if h_0 is None else h_0[l]
            hs = []
            for a_t in a:
                b_t = torch.einsum("bj,ghj->gbh", h, U) + c
                r, z = torch.sigmoid(a_t[:2] + b_t[:2])
                n = torch.tanh(a_t[2] + r * b_t[2])
                h = torch.lerp(n, h, z)
                hs.append(h)
            xs = torch.stack(hs)
            ends.append(h)
        return xs, torch.stack(ends)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.reader = GRU(input_size, hidden_size, num_layers)
        self.answer = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        return torch.cat([self.answer(h) for h in self.reader(input)[0]], dim=0)


def decode(outputs, idx2char):
    characters = []
    for row in outputs.tolist():
        characters.append(idx2char[row.index(max(row))])
    return "".join(characters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    """One step of Adam for each epoch, the optimizer calls the closure itself."""
    optimizer = torch.optim.Adam(net.parameters(), lr)
    losses = []
    text = ""

    def closure():
        nonlocal text
        optimizer.zero_grad()
        scores = net(inputs)
        text = decode(scores, idx2char)
        cost = -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean()
        cost.backward()
        return cost

    for epoch in range(epochs):
        loss = optimizer.step(closure).item()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
        losses += [loss]
    return losses
