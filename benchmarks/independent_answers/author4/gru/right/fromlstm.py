import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)


class GRU(nn.Module):
    """Layers of GRU cells, as nn.GRU computes them."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        bound = hidden_size**-0.5
        for k in range(num_layers):
            width = input_size if k == 0 else hidden_size
            for name, shape in [
                (f"weight_ih_l{k}", (3 * hidden_size, width)),
                (f"weight_hh_l{k}", (3 * hidden_size, hidden_size)),
                (f"bias_ih_l{k}", (3 * hidden_size,)),
                (f"bias_hh_l{k}", (3 * hidden_size,)),
            ]:
                setattr(self, name, nn.Parameter((2 * torch.rand(shape) - 1) * bound))

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
        output = input
        h_n = []
        for k in range(self.num_layers):
            w_ih = getattr(self, f"weight_ih_l{k}")
            w_hh = getattr(self, f"weight_hh_l{k}")
            b_ih = getattr(self, f"bias_ih_l{k}")
            b_hh = getattr(self, f"bias_hh_l{k}")
            h = h_0[k]
            hidden = []
            for x in output:
                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_r, h_z, h_c = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_c)
                h = (1 - z) * n + z * h
                hidden.append(h)
            output = torch.stack(hidden)
            h_n.append(h)
        return output, torch.stack(h_n)


class CharGRU(nn.Module):
    """GRU, then Linear: an answer to each character."""

    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, h_n = self.gru(input)
        return self.linear(output.flatten(0, 1))


def decode(outputs, idx2char):
    letters = [idx2char[i] for i in outputs.argmax(dim=1).tolist()]
    return "".join(letters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses
