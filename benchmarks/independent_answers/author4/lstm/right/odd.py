import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)


class LSTM(nn.Module):
    """Columns instead of rows: all vectors stand upright, as in the equations."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        for k in range(num_layers):
            reads = hidden_size if k else input_size
            setattr(self, f"weight_ih_l{k}", nn.Parameter(torch.randn(4 * hidden_size, reads) * 0.2))
            setattr(self, f"weight_hh_l{k}", nn.Parameter(torch.randn(4 * hidden_size, hidden_size) * 0.2))
            setattr(self, f"bias_ih_l{k}", nn.Parameter(torch.zeros(4 * hidden_size)))
            setattr(self, f"bias_hh_l{k}", nn.Parameter(torch.zeros(4 * hidden_size)))

    def forward(self, input, state=None):
        seq, batch, _ = input.shape
        if state is None:
            state = torch.zeros(2, self.num_layers, batch, self.hidden_size)
        h = {k: state[0][k].T for k in range(self.num_layers)}
        c = {k: state[1][k].T for k in range(self.num_layers)}
        output = []
        for t in range(seq):
            x = input[t].T  # (in, batch)
            for k in range(self.num_layers):
                W, U = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
                b, d = getattr(self, f"bias_ih_l{k}"), getattr(self, f"bias_hh_l{k}")
                a = (W @ x + U @ h[k] + (b + d)[:, None]).view(4, self.hidden_size, batch)
                i, f, o = torch.sigmoid(a[[0, 1, 3]])
                g = torch.tanh(a[2])
                c[k] = f * c[k] + i * g
                h[k] = o * torch.tanh(c[k])
                x = h[k]
            output.append(x.T)
        h_n = torch.stack([h[k].T for k in range(self.num_layers)])
        c_n = torch.stack([c[k].T for k in range(self.num_layers)])
        return torch.stack(output), (h_n, c_n)


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.V = nn.Parameter(torch.randn(num_classes, hidden_size) * hidden_size**-0.5)
        self.c = nn.Parameter(torch.zeros(num_classes))

    def forward(self, input):
        h = self.lstm(input)[0]
        return F.linear(h, self.V, self.c).flatten(0, 1)



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
