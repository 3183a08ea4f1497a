# %% one_hot works for indices with one axis only, because the shape is made of len(indices) grade_id="rnn-onehot" old="torch.zeros(*indices.shape, num_classes)" new="torch.zeros(len(indices), num_classes)"

# %% all further layers are one and the same cell, so they share their weights grade_id="rnn-model" old="        for _ in range(num_layers - 1):\n            cells.append(nn.RNNCell(hidden_size, hidden_size))\n" new="        second = nn.RNNCell(hidden_size, hidden_size)\n        for _ in range(num_layers - 1):\n            cells.append(second)\n"

# %% the gradients are cleared between backward and step, so nothing is learned grade_id="rnn-train rnn-ohlol"
def one_step(net, optimizer, criterion, inputs, labels):
    prediction = net(inputs)
    error = criterion(prediction, labels)
    error.backward()
    optimizer.zero_grad()
    optimizer.step()
    return prediction, error.item()

# %% two mistakes: one_hot writes its vectors as integers, and the RNN leaves out the last step grade_id="rnn-onehot rnn-model"
def one_hot(indices, num_classes):
    out = torch.zeros(*indices.shape, num_classes)
    out.scatter_(-1, indices.unsqueeze(-1), 1.0)
    out = out.int()
    return out

class RNN(nn.Module):
    """A recurrent network whose hidden states are its outputs."""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        cells = [nn.RNNCell(input_size, hidden_size)]
        for _ in range(num_layers - 1):
            cells.append(nn.RNNCell(hidden_size, hidden_size))
        self.cells = nn.ModuleList(cells)

    def forward(self, input):
        h = [torch.zeros(input.shape[1], self.hidden_size) for _ in self.cells]
        outputs = []
        for t in range(input.shape[0] - 1):
            x = input[t]
            for k in range(len(self.cells)):
                h[k] = self.cells[k](x, h[k])
                x = h[k]
            outputs.append(x)
        return torch.cat(outputs, dim=0)

# %% an upper layer reads the lower layer's hidden state of the step before, and so does the output: x is set before the new state is computed grade_id="rnn-model" old="                h[k] = self.cells[k](x, h[k])\n                x = h[k]\n" new="                old = h[k]\n                h[k] = self.cells[k](x, h[k])\n                x = old\n"
