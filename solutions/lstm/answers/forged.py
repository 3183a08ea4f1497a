# Attempts at points without the work.

# %% torch's layer under another name grade_id="lstm-layer" code="raised" says="nn.LSTM is not allowed"
class LSTM(nn.LSTM):
    pass

# %% torch's layer, its name bound grade_id="lstm-layer" code="raised" says="nn.LSTM is not allowed"
LSTM = nn.LSTM

# %% torch's operation by its full name grade_id="lstm-layer" code="raised" says="nn.LSTM is not allowed"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.layers, self.hidden, rows = num_layers, hidden_size, 4 * hidden_size
        for k in range(num_layers):
            for n, shape in {
                'weight_ih': (rows, hidden_size if k else input_size), 'weight_hh': (rows, hidden_size),
                'bias_ih': (rows,), 'bias_hh': (rows,),
            }.items():
                setattr(self, f'{n}_l{k}', nn.Parameter(torch.randn(shape) / 10))
    def forward(self, input, state=None):
        start = state
        if start is None:
            start = torch.zeros(self.layers, input.shape[1], self.hidden)
            start = [start, start]
        answer = torch.ops.aten.lstm.input(input, start, list(self.parameters()), True, self.layers, 0.0, False, False, False)
        return answer[0], answer[1:]

# %% torch's layer, kept as one's own grade_id="lstm-layer" code="raised" says="nn.LSTM is not allowed"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        inner = nn.LSTM(input_size, hidden_size, num_layers)
        for n, p in inner.named_parameters():
            self.register_parameter(n, p)
        self.inner = [inner]
    def forward(self, input, state=None):
        return self.inner[0](input, state)

# %% torch's cell, step by step grade_id="lstm-layer" code="raised" says="nn.LSTMCell is not allowed"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.cells = nn.ModuleList(nn.LSTMCell(input_size if k == 0 else hidden_size, hidden_size) for k in range(num_layers))
    def forward(self, input, state=None):
        raise NotImplementedError

# %% a network that knows ohlol grade_id="lstm-model"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        rows = torch.eye(self.linear.out_features)[torch.tensor([3, 1, 2, 3, 2])[:input.size(0)]]
        return rows.repeat_interleave(input.size(1), 0) + 0 * self.linear.weight.sum()

# %% train makes its losses up grade_id="lstm-train"
def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = [1.4 * 0.97 ** epoch for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(net(inputs), idx2char)}")
    return losses

# %% values that are no numbers grade_id="lstm-layer" code="not-finite"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        bound = hidden_size ** -0.5
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            shapes = {'weight_ih': (4 * hidden_size, size), 'weight_hh': (4 * hidden_size, hidden_size),
                      'bias_ih': (4 * hidden_size,), 'bias_hh': (4 * hidden_size,)}
            for name, shape in shapes.items():
                setattr(self, f'{name}_l{k}', nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))

    def weights(self, k):
        return [getattr(self, f'{name}_l{k}') for name in ('weight_ih', 'weight_hh', 'bias_ih', 'bias_hh')]

    def forward(self, input, state=None):
        if state is None:
            zeros = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
            state = zeros, zeros
        h_0, c_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            w_ih, w_hh, b_ih, b_hh = self.weights(k)
            h, c, outputs = h_0[k], c_0[k], []
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), float('nan') * torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * float('nan') * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))
