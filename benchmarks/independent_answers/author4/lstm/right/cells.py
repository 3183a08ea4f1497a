import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)


class LSTM(nn.Module):
    """Every gate has its own product, as the equations have it."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        for k in range(num_layers):
            columns = [input_size, hidden_size][min(k, 1)]
            exec_shape = 4 * hidden_size
            setattr(self, "weight_ih_l" + str(k), nn.Parameter(torch.randn(exec_shape, columns) / 10))
            setattr(self, "weight_hh_l" + str(k), nn.Parameter(torch.randn(exec_shape, hidden_size) / 10))
            setattr(self, "bias_ih_l" + str(k), nn.Parameter(torch.randn(exec_shape) / 10))
            setattr(self, "bias_hh_l" + str(k), nn.Parameter(torch.randn(exec_shape) / 10))

    def cell(self, k, x, h, c):
        n = self.hidden_size
        W_ii, W_if, W_ig, W_io = getattr(self, f"weight_ih_l{k}").split(n)
        W_hi, W_hf, W_hg, W_ho = getattr(self, f"weight_hh_l{k}").split(n)
        b_ii, b_if, b_ig, b_io = getattr(self, f"bias_ih_l{k}").split(n)
        b_hi, b_hf, b_hg, b_ho = getattr(self, f"bias_hh_l{k}").split(n)
        i = torch.sigmoid(x @ W_ii.T + b_ii + h @ W_hi.T + b_hi)
        f = torch.sigmoid(x @ W_if.T + b_if + h @ W_hf.T + b_hf)
        g = torch.tanh(x @ W_ig.T + b_ig + h @ W_hg.T + b_hg)
        o = torch.sigmoid(x @ W_io.T + b_io + h @ W_ho.T + b_ho)
        c_new = f * c + i * g
        h_new = o * torch.tanh(c_new)
        return h_new, c_new

    def forward(self, input, state=None):
        seq, batch, _ = input.shape
        if state is not None:
            h_0, c_0 = state
        else:
            h_0 = torch.zeros(self.num_layers, batch, self.hidden_size)
            c_0 = torch.zeros(self.num_layers, batch, self.hidden_size)
        h_n = torch.zeros(0, batch, self.hidden_size)
        c_n = torch.zeros(0, batch, self.hidden_size)
        layer_input = input
        for k in range(self.num_layers):
            h, c = h_0[k], c_0[k]
            hidden = []
            for t in range(seq):
                h, c = self.cell(k, layer_input[t], h, c)
                hidden.append(h.unsqueeze(0))
            layer_input = torch.cat(hidden, dim=0)
            h_n = torch.cat((h_n, h.unsqueeze(0)), dim=0)
            c_n = torch.cat((c_n, c.unsqueeze(0)), dim=0)
        return layer_input, (h_n, c_n)


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.to_letters = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        out, (h, c) = self.lstm(input)
        out = out.reshape(-1, self.hidden_size)
        return self.to_letters(out)


def decode(outputs, idx2char):
    values, indices = outputs.max(dim=-1)
    result = []
    for index in indices.tolist():
        result.append(idx2char[index])
    return "".join(result)


def train(net, inputs, labels, epochs=100, lr=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optim = torch.optim.Adam(net.parameters(), lr=lr)
    history = []
    for epoch in range(0, epochs):
        optim.zero_grad()
        y = net(inputs)
        loss = loss_fn(y, labels)
        history += [loss.item()]
        loss.backward()
        optim.step()
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, loss.item(), decode(y, idx2char)))
    return history
