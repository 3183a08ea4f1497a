import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class LSTM(nn.Module):
    """x and h side by side, both weights side by side: a single product for each step."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.sizes = [input_size] + [hidden_size] * num_layers
        for k, (n, m) in enumerate(zip(self.sizes[:-1], self.sizes[1:])):
            for name, shape in zip(
                ["weight_ih", "weight_hh", "bias_ih", "bias_hh"], [(4 * m, n), (4 * m, m), (4 * m,), (4 * m,)]
            ):
                p = nn.Parameter(torch.empty(shape))
                nn.init.uniform_(p, -(m**-0.5), m**-0.5)
                setattr(self, f"{name}_l{k}", p)

    def forward(self, input, state=None):
        layers, hidden = len(self.sizes) - 1, self.sizes[-1]
        if state is None:
            state = 2 * [torch.zeros(layers, input.shape[1], hidden)]
        finals = []
        sequence = input
        for k in range(layers):
            W = torch.cat([getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")], dim=1).T
            b = getattr(self, f"bias_ih_l{k}") + getattr(self, f"bias_hh_l{k}")
            h, c = state[0][k], state[1][k]
            new_sequence = []
            for x in sequence:
                z = torch.cat([x, h], dim=1) @ W + b
                i, f, g, o = torch.tensor_split(z, 4, dim=1)
                i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
                c = f * c + i * g
                h = o * c.tanh()
                new_sequence += [h]
            sequence = torch.stack(new_sequence)
            finals.append((h, c))
        h_n, c_n = map(torch.stack, zip(*finals))
        return sequence, (h_n, c_n)


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        seq, batch, _ = input.shape
        return self.linear(self.lstm(input)[0]).reshape(seq * batch, -1)


def decode(outputs, idx2char):
    _, places = outputs.topk(1, dim=1)
    return "".join([idx2char[place] for place in places[:, 0].tolist()])


def train(net, inputs, labels, epochs=100, lr=0.05):
    log_softmax, nll = nn.LogSoftmax(dim=1), nn.NLLLoss()
    optimizer = torch.optim.Adam(params=net.parameters(), lr=lr)
    losses = torch.zeros(epochs, dtype=torch.float64)
    for epoch in range(epochs):
        net.zero_grad()
        z = net(inputs)
        loss = nll(log_softmax(z), labels)
        losses[epoch] = loss.detach()
        loss.backward()
        optimizer.step()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[epoch]:.4f}: {decode(z, idx2char)}")
    return losses.tolist()
