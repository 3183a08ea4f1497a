import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


def logistic(a):
    return 0.5 * (1 + torch.tanh(0.5 * a))  # the same as sigmoid, and does not overflow


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        for k in range(num_layers):
            in_size = input_size if k == 0 else hidden_size
            setattr(self, f"weight_ih_l{k}", nn.Parameter(torch.randn(4 * hidden_size, in_size) * 0.2))
            setattr(self, f"weight_hh_l{k}", nn.Parameter(torch.randn(4 * hidden_size, hidden_size) * 0.2))
            setattr(self, f"bias_ih_l{k}", nn.Parameter(torch.randn(4 * hidden_size) * 0.2))
            setattr(self, f"bias_hh_l{k}", nn.Parameter(torch.randn(4 * hidden_size) * 0.2))

    def forward(self, input, state=None):
        if state is not None:
            h_0, c_0 = state
        else:
            h_0 = c_0 = torch.zeros((self.num_layers, input.shape[1], self.hidden_size))
        h_n = []
        c_n = []
        xs = input
        for k in range(self.num_layers):
            w_ih = getattr(self, f"weight_ih_l{k}")
            w_hh = getattr(self, f"weight_hh_l{k}")
            b_ih = getattr(self, f"bias_ih_l{k}")
            b_hh = getattr(self, f"bias_hh_l{k}")
            hs = []
            h = h_0[k]
            c = c_0[k]
            for x in xs:
                a = (w_ih @ x.T).T + b_ih + (w_hh @ h.T).T + b_hh
                ai, af, ag, ao = a.chunk(4, dim=-1)
                c = logistic(af) * c + logistic(ai) * torch.tanh(ag)
                h = logistic(ao) * torch.tanh(c)
                hs.append(h)
            xs = torch.stack(hs)
            h_n.append(h)
            c_n.append(c)
        return xs, (torch.stack(h_n), torch.stack(c_n))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        out, state = self.lstm(input, None)
        out = self.linear(out)
        return out.flatten(start_dim=0, end_dim=1)


def decode(outputs, idx2char):
    """The text that is most likely: the character of the largest value in each row."""
    return "".join(idx2char[i] for i in outputs.argmax(dim=1).tolist())


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
