# Attempts at points without the work.

# %% torch's layer under another name grade_id="gru-layer" code="raised" says="nn.GRU is not allowed"
class GRU(nn.GRU):
    pass

# %% torch's layer, its name bound grade_id="gru-layer" code="raised" says="nn.GRU is not allowed"
GRU = nn.GRU

# %% torch's operation by its full name grade_id="gru-layer" code="raised" says="nn.GRU is not allowed"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.layers, self.hidden, rows = num_layers, hidden_size, 3 * hidden_size
        for k in range(num_layers):
            for n, shape in {
                'weight_ih': (rows, hidden_size if k else input_size), 'weight_hh': (rows, hidden_size),
                'bias_ih': (rows,), 'bias_hh': (rows,),
            }.items():
                setattr(self, f'{n}_l{k}', nn.Parameter(torch.randn(shape) / 10))
    def forward(self, input, h_0=None):
        start = h_0
        if start is None:
            start = torch.zeros(self.layers, input.shape[1], self.hidden)
            start = start
        answer = torch.ops.aten.gru.input(input, start, list(self.parameters()), True, self.layers, 0.0, False, False, False)
        return answer

# %% torch's layer, kept as one's own grade_id="gru-layer" code="raised" says="nn.GRU is not allowed"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        inner = nn.GRU(input_size, hidden_size, num_layers)
        for n, p in inner.named_parameters():
            self.register_parameter(n, p)
        self.inner = [inner]
    def forward(self, input, h_0=None):
        return self.inner[0](input, h_0)

# %% torch's cell, step by step grade_id="gru-layer" code="raised" says="nn.GRUCell is not allowed"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.cells = nn.ModuleList(nn.GRUCell(input_size if k == 0 else hidden_size, hidden_size) for k in range(num_layers))
    def forward(self, input, state=None):
        raise NotImplementedError

# %% a network that knows ohlol grade_id="gru-model"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        rows = torch.eye(self.linear.out_features)[torch.tensor([3, 1, 2, 3, 2])[:input.size(0)]]
        return rows.repeat_interleave(input.size(1), 0) + 0 * self.linear.weight.sum()

# %% train makes its losses up grade_id="gru-train"
def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = [1.4 * 0.97 ** epoch for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(net(inputs), idx2char)}")
    return losses

# %% values that are no numbers grade_id="gru-layer" code="not-finite"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        bound = hidden_size ** -0.5
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            shapes = {'weight_ih': (3 * hidden_size, size), 'weight_hh': (3 * hidden_size, hidden_size),
                      'bias_ih': (3 * hidden_size,), 'bias_hh': (3 * hidden_size,)}
            for name, shape in shapes.items():
                setattr(self, f'{name}_l{k}', nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))

    def weights(self, k):
        return [getattr(self, f'{name}_l{k}') for name in ('weight_ih', 'weight_hh', 'bias_ih', 'bias_hh')]

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
        h_n = []
        for k in range(self.num_layers):
            w_ih, w_hh, b_ih, b_hh = self.weights(k)
            h, outputs = h_0[k], []
            for x in input:
                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_r, h_z, h_n_part = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = float('nan') * torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)
