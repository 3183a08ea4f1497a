import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


def run_layer(xs, h, c, w_ih, w_hh, b):
    """One layer over all steps; gives the list of its hidden states and the last c."""
    n = w_hh.shape[1]
    hs = []
    for x in xs:
        z = torch.addmm(b, x, w_ih.T).addmm(h, w_hh.T)
        s = torch.sigmoid(z)
        i, f, o = s[:, :n], s[:, n : 2 * n], s[:, 3 * n :]
        c = f * c + i * torch.tanh(z[:, 2 * n : 3 * n])
        h = o * torch.tanh(c)
        hs.append(h)
    return hs, c


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        bound = 1.0 / hidden_size**0.5
        self.names = []
        for k in range(num_layers):
            self.names.append([f"weight_ih_l{k}", f"weight_hh_l{k}", f"bias_ih_l{k}", f"bias_hh_l{k}"])
            n = input_size if k == 0 else hidden_size
            for name, shape in zip(self.names[k], [(n,), (hidden_size,), (), ()]):
                value = torch.empty(4 * hidden_size, *shape)
                setattr(self, name, nn.Parameter(nn.init.uniform_(value, -bound, bound)))

    def forward(self, input, state=None):
        if state is None:
            state = [input.new_zeros(self.num_layers, input.shape[1], self.hidden_size)] * 2
        xs = list(input)
        h_n, c_n = [], []
        for names, h, c in zip(self.names, state[0], state[1]):
            w_ih, w_hh, b_ih, b_hh = [getattr(self, name) for name in names]
            xs, c = run_layer(xs, h, c, w_ih, w_hh, b_ih + b_hh)
            h_n.append(xs[-1])
            c_n.append(c)
        return torch.stack(xs), (torch.stack(h_n), torch.stack(c_n))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        hs, _ = self.lstm(input)
        hs = hs.reshape(-1, hs.shape[2])
        return hs @ self.linear.weight.T + self.linear.bias


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
