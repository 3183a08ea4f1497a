import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.H = hidden_size
        self.L = num_layers

        def new(*shape):
            return nn.Parameter(torch.randn(*shape) / hidden_size**0.5)

        self.weight_ih_l0 = new(4 * hidden_size, input_size)
        self.weight_hh_l0 = new(4 * hidden_size, hidden_size)
        self.bias_ih_l0 = new(4 * hidden_size)
        self.bias_hh_l0 = new(4 * hidden_size)
        for k in range(1, num_layers):
            setattr(self, f"weight_ih_l{k}", new(4 * hidden_size, hidden_size))
            setattr(self, f"weight_hh_l{k}", new(4 * hidden_size, hidden_size))
            setattr(self, f"bias_ih_l{k}", new(4 * hidden_size))
            setattr(self, f"bias_hh_l{k}", new(4 * hidden_size))

    def forward(self, input, state=None):
        seq, batch = input.shape[0], input.shape[1]
        if state is None:
            h_n = torch.zeros(self.L, batch, self.H)
            c_n = torch.zeros(self.L, batch, self.H)
        else:
            h_n = state[0].clone()
            c_n = state[1].clone()
        h = [h_n[k] for k in range(self.L)]
        c = [c_n[k] for k in range(self.L)]
        tops = []
        for t in range(seq):
            below = input[t]
            for k in range(self.L):
                gates = below.matmul(getattr(self, f"weight_ih_l{k}").T) + getattr(self, f"bias_ih_l{k}")
                gates = gates + h[k].matmul(getattr(self, f"weight_hh_l{k}").T) + getattr(self, f"bias_hh_l{k}")
                gates = gates.reshape(batch, 4, self.H)
                keep = torch.sigmoid(gates[:, 1])
                write = torch.sigmoid(gates[:, 0]) * torch.tanh(gates[:, 2])
                show = torch.sigmoid(gates[:, 3])
                c[k] = keep * c[k] + write
                h[k] = show * torch.tanh(c[k])
                below = h[k]
            tops.append(below.unsqueeze(0))
        return torch.cat(tops), (torch.stack(h), torch.stack(c))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.body = LSTM(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
        self.top = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        h, (h_n, c_n) = self.body(input)
        z = self.top(h)
        return z.view(-1, z.size(-1))


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
