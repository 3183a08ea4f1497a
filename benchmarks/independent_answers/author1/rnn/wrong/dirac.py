# %% decode reads the first five rows only grade_id="rnn-ohlol" old="for row in outputs.tolist():" new="for row in outputs.tolist()[:5]:"

# %% the loss that is noted and printed belongs to a second forward pass after the step grade_id="rnn-train" old="        optim.step()\n        trace.append(float(e))" new="        optim.step()\n        e = energy(net(inputs))\n        trace.append(float(e))"

# %% one_hot scatters along axis 0, so it is the columns that get the ones, or it crashes grade_id="rnn-onehot rnn-ohlol" old="out.scatter_(-1," new="out.scatter_(0,"

# %% all layers share one hidden state: layer k reads the state that layer k - 1 has just written, and not its own grade_id="rnn-model" old="x = h[k] = torch.tanh(A(x) + R(h[k]))" new="x = h[0] = torch.tanh(A(x) + R(h[0]))"

# %% the recurrent layers are kept in a plain Python list, so their weights are no parameters of the network and are not trained grade_id="rnn-model rnn-ohlol" old="self.rec = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(num_layers))" new="self.rec = [nn.Linear(hidden_size, hidden_size) for _ in range(num_layers)]"

# %% the rows are put side by side along axis 1 and not below each other grade_id="rnn-model rnn-ohlol" old="torch.cat(rows, dim=0)" new="torch.cat(rows, dim=1)"

# %% two mistakes: first, the rows are put side by side along axis 1 and not below each other; second, the loss that is noted and printed belongs to a second forward pass after the step grade_id="rnn-model rnn-ohlol rnn-train"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.n = hidden_size
        self.inp = nn.ModuleList(nn.Linear(hidden_size if k else input_size, hidden_size) for k in range(num_layers))
        self.rec = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(num_layers))

    def forward(self, input):
        h = [torch.zeros(input.size(1), self.n) for _ in self.rec]
        rows = []
        for x in input:
            for k, (A, R) in enumerate(zip(self.inp, self.rec)):
                x = h[k] = torch.tanh(A(x) + R(h[k]))
            rows.append(x)
        return torch.cat(rows, dim=1)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optim = torch.optim.Adam(net.parameters(), lr=lr)

    def energy(y):
        return (y.logsumexp(dim=1) - y.gather(1, labels[:, None]).squeeze(1)).mean()

    trace = []
    for k in range(epochs):
        optim.zero_grad(set_to_none=True)
        y = net(inputs)
        e = energy(y)
        e.backward()
        optim.step()
        e = energy(net(inputs))
        trace.append(float(e))
        print(f"Epoch {k}/{epochs - 1}, Loss {trace[-1]:.4f}: {decode(y, idx2char)}")
    return trace

# %% two mistakes: first, all layers share one hidden state: layer k reads the state that layer k - 1 has just written, and not its own; second, decode reads the first five rows only grade_id="rnn-model rnn-ohlol"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.n = hidden_size
        self.inp = nn.ModuleList(nn.Linear(hidden_size if k else input_size, hidden_size) for k in range(num_layers))
        self.rec = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(num_layers))

    def forward(self, input):
        h = [torch.zeros(input.size(1), self.n) for _ in self.rec]
        rows = []
        for x in input:
            for k, (A, R) in enumerate(zip(self.inp, self.rec)):
                x = h[0] = torch.tanh(A(x) + R(h[0]))
            rows.append(x)
        return torch.cat(rows, dim=0)


def decode(outputs, idx2char):
    letters = []
    for row in outputs.tolist()[:5]:
        letters.append(idx2char[row.index(max(row))])
    return "".join(letters)
