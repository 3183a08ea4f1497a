# Bugs, each with the grade id that loses points and with words that name the bug.

# %% weights that are never filled grade_id="lstm-layer" code="first-weights-not-finite"
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
                setattr(self, f'{name}_l{k}', nn.Parameter(torch.empty(shape)))

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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% order i, f, o, g grade_id="lstm-layer" code="order-of-rows order=i,f,o,g right=i,f,g,o"
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
                i, f, o, g = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% order f, i, g, o grade_id="lstm-layer" code="order-of-rows order=f,i,g,o right=i,f,g,o"
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
                f, i, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% order f, i, o, g grade_id="lstm-layer" code="order-of-rows order=f,i,o,g right=i,f,g,o"
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
                f, i, o, g = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% order i, g, f, o grade_id="lstm-layer" code="order-of-rows order=i,g,f,o right=i,f,g,o"
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
                i, g, f, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% i and f change places in c grade_id="lstm-layer" code="or-gates-exchanged first=i second=f"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = i * c + f * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% the forget gate is ignored grade_id="lstm-layer" code="f-ignored"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% the input gate is ignored grade_id="lstm-layer" code="i-ignored"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% 1 - i for f grade_id="lstm-layer" code="f-is-one-minus-i"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = (1 - i) * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% f * h for f * c grade_id="lstm-layer" code="c-from-h"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * h + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% c is i * g alone grade_id="lstm-layer" code="c-without-f"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% c is a product grade_id="lstm-layer" code="c-multiplied"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c * i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% no output gate grade_id="lstm-layer" code="o-missing"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% no tanh of c grade_id="lstm-layer" code="tanh-of-c-missing"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * c
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% sigmoid of c grade_id="lstm-layer" code="h-with-sigmoid"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.sigmoid(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% tanh around o * c grade_id="lstm-layer" code="h-is-tanh-of-product"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = torch.tanh(o * c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% h from the old c grade_id="lstm-layer"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                h = o * torch.tanh(c)
                c = f * c + i * g
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% h and c are the same grade_id="lstm-layer" code="h-is-c"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = c
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% sigmoid for g grade_id="lstm-layer" code="g-through-sigmoid"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.sigmoid(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% tanh for all gates grade_id="lstm-layer" code="gates-through-tanh"
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
                i, f, g, o = torch.tanh(i), torch.tanh(f), torch.tanh(g), torch.tanh(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% tanh for o grade_id="lstm-layer" code="gate-through-tanh gate=o"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.tanh(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% nothing for g grade_id="lstm-layer" code="g-through-nothing"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), g, torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% ReLU for g grade_id="lstm-layer" code="g-through-relu"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.relu(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% bias_hh is forgotten grade_id="lstm-layer" code="bias_hh-missing"
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
                gates = x @ w_ih.T + b_ih + h @ w_hh.T
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% bias_ih is forgotten grade_id="lstm-layer" code="bias_ih-missing"
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
                gates = x @ w_ih.T + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% bias_ih twice grade_id="lstm-layer" code="bias_ih-twice"
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
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_ih
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% no biases grade_id="lstm-layer" code="both-biases-missing"
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
                gates = x @ w_ih.T + h @ w_hh.T
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% h W_hh is forgotten grade_id="lstm-layer" code="w_hh-missing"
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
                gates = x @ w_ih.T + b_ih + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% a forget bias of 1 is added grade_id="lstm-layer" code="f-plus-1"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f + 1), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% weight_hh transposed grade_id="lstm-layer"
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
                gates = x @ w_ih.T + b_ih + h @ w_hh.reshape(self.hidden_size, -1) + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% c is not carried grade_id="lstm-layer" code="c-not-carried"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h); c = torch.zeros_like(c)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% h is not carried grade_id="lstm-layer" code="h-not-carried"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h); h = torch.zeros_like(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% c is carried into the next layer grade_id="lstm-layer" code="starts-where-below-ended"
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
            outputs = []
            if k == 0: h, c = h_0[0], c_0[0]
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% the given states are ignored grade_id="lstm-layer" code="given-state-ignored"
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
        if True:
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% c_0 is ignored grade_id="lstm-layer" code="c_0-ignored"
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
            h, c, outputs = h_0[k], torch.zeros_like(c_0[k]), []
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% h_0 and c_0 swapped grade_id="lstm-layer" code="h_0-and-c_0-swapped"
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
        c_0, h_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            w_ih, w_hh, b_ih, b_hh = self.weights(k)
            h, c, outputs = h_0[k], c_0[k], []
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% every layer starts from layer 0's grade_id="lstm-layer" code="starts-from-layer-0"
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
            h, c, outputs = h_0[0], c_0[0], []
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% a random first state grade_id="lstm-layer"
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
            zeros = torch.randn(self.num_layers, input.shape[1], self.hidden_size)
            state = zeros, zeros
        h_0, c_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            w_ih, w_hh, b_ih, b_hh = self.weights(k)
            h, c, outputs = h_0[k], c_0[k], []
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% ones for a first state grade_id="lstm-layer"
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
            zeros = torch.ones(self.num_layers, input.shape[1], self.hidden_size)
            state = zeros, zeros
        h_0, c_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            w_ih, w_hh, b_ih, b_hh = self.weights(k)
            h, c, outputs = h_0[k], c_0[k], []
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% the state leaks into the next call grade_id="lstm-layer" code="state-leaks"
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
            state = getattr(self, 'state', None)
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        self.state = (torch.stack(h_n).detach(), torch.stack(c_n).detach())
        return input, self.state

# %% h_n and c_n swapped grade_id="lstm-layer" code="h_n-and-c_n-swapped"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(c_n), torch.stack(h_n))

# %% only the last layer's states grade_id="lstm-layer" code="other-shape"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (h.unsqueeze(0), c.unsqueeze(0))

# %% three values grade_id="lstm-layer" code="two-values-expected"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, torch.stack(h_n), torch.stack(c_n)

# %% the output alone grade_id="lstm-layer" code="pair-expected want=output,(h_n,c_n)"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input

# %% h_n alone grade_id="lstm-layer" code="states-expected"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, torch.stack(h_n)

# %% lists of states grade_id="lstm-layer" code="stack-expected"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (h_n, c_n)

# %% the last step for an output grade_id="lstm-layer" code="other-shape"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return h, (torch.stack(h_n), torch.stack(c_n))

# %% batch first grade_id="lstm-layer" code="batch-first"
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
        input = input.transpose(0, 1)
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input.transpose(0, 1), (torch.stack(h_n), torch.stack(c_n))

# %% cells for an output grade_id="lstm-layer" code="output-and-next-layer-of-c"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(c)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% read backwards grade_id="lstm-layer" code="read-backwards-left-so"
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
            for x in input.flip(0):
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% an axis of one sequence is dropped grade_id="lstm-layer" code="other-shape"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input.squeeze(1), (torch.stack(h_n), torch.stack(c_n))

# %% every layer reads the input grade_id="lstm-layer"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            output = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return output, (torch.stack(h_n), torch.stack(c_n))

# %% always one layer grade_id="lstm-layer" code="parameter-missing name=weight_ih_l1"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, 1
        bound = hidden_size ** -0.5
        for k in range(1):
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% layer 0's weights everywhere grade_id="lstm-layer"
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
            w_ih, w_hh, b_ih, b_hh = self.weights(min(k, 1))
            h, c, outputs = h_0[k], c_0[k], []
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% other names grade_id="lstm-layer" code="it-has-others asked=weight_ih_l0,weight_hh_l0,bias_ih_l0,bias_hh_l0"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        bound = hidden_size ** -0.5
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            shapes = {'w_ih': (4 * hidden_size, size), 'weight_hh': (4 * hidden_size, hidden_size),
                      'bias_ih': (4 * hidden_size,), 'bias_hh': (4 * hidden_size,)}
            for name, shape in shapes.items():
                setattr(self, f'{name}_l{k}', nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))

    def weights(self, k):
        return [getattr(self, f'{name}_l{k}') for name in ('w_ih', 'weight_hh', 'bias_ih', 'bias_hh')]

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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% transposed parameters grade_id="lstm-layer" code="parameter-shape"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        bound = hidden_size ** -0.5
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            shapes = {'weight_ih': (size, 4 * hidden_size), 'weight_hh': (4 * hidden_size, hidden_size),
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
                gates = x @ w_ih + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% tensors that are no parameters grade_id="lstm-layer" code="it-has-no-parameters"
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
                setattr(self, f'{name}_l{k}', torch.empty(shape).uniform_(-bound, bound))

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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% one bias grade_id="lstm-layer" code="parameter-missing name=bias_hh_l0"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        bound = hidden_size ** -0.5
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            shapes = {'weight_ih': (4 * hidden_size, size), 'weight_hh': (4 * hidden_size, hidden_size),
                      'bias_ih': (4 * hidden_size,)}
            for name, shape in shapes.items():
                setattr(self, f'{name}_l{k}', nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))

    def weights(self, k):
        return [getattr(self, f'{name}_l{k}') for name in ('weight_ih', 'weight_hh', 'bias_ih')]

    def forward(self, input, state=None):
        if state is None:
            zeros = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
            state = zeros, zeros
        h_0, c_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            w_ih, w_hh, b_ih = self.weights(k)
            h, c, outputs = h_0[k], c_0[k], []
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% num_layers has no default grade_id="lstm-layer" code="raised" says="TypeError"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% the input must be square grade_id="lstm-layer"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        bound = hidden_size ** -0.5
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            shapes = {'weight_ih': (4 * hidden_size, hidden_size), 'weight_hh': (4 * hidden_size, hidden_size),
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% dropout between the layers grade_id="lstm-layer"
import torch.nn.functional as F

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
            input = F.dropout(input, 0.1, self.training and k > 0)
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% h and c are detached every five steps grade_id="lstm-layer" code="h-and-c-detached-every steps=5"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
                if len(outputs) % 5 == 0: h, c = h.detach(), c.detach()
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% h is detached grade_id="lstm-layer" code="h-detached"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h); h = h.detach()
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% c is detached grade_id="lstm-layer" code="c-detached"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h); c = c.detach()
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% the first states are detached grade_id="lstm-layer" code="given-state-detached"
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
            h, c, outputs = h_0[k].detach(), c_0[k].detach(), []
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% the input is changed in place grade_id="lstm-layer"
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
                i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            input[..., :1] = 0 * input[..., :1]; input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% h is written into one tensor grade_id="lstm-layer"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        for layer in range(num_layers):
            for kind, size in (('ih', input_size if layer == 0 else hidden_size), ('hh', hidden_size)):
                w, b = torch.randn(4 * hidden_size, size) / 4, torch.zeros(4 * hidden_size)
                self.register_parameter(f'weight_{kind}_l{layer}', nn.Parameter(w))
                self.register_parameter(f'bias_{kind}_l{layer}', nn.Parameter(b))
    def cell(self, x, h, c, layer):
        W = torch.cat((self.get_parameter(f'weight_ih_l{layer}'), self.get_parameter(f'weight_hh_l{layer}')), dim=1)
        b = self.get_parameter(f'bias_ih_l{layer}') + self.get_parameter(f'bias_hh_l{layer}')
        a = torch.addmm(b, torch.cat((x, h), dim=1), W.t())
        i, f, g, o = torch.split(a, self.hidden_size, dim=-1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c
    def forward(self, input, state=None):
        if state is None:
            h = [torch.zeros(input.size(1), self.hidden_size) for _ in range(self.num_layers)]
            c = [torch.zeros(input.size(1), self.hidden_size) for _ in range(self.num_layers)]
        else:
            assert isinstance(state, tuple)
            h, c = state
        outputs = []
        for x in input:
            for layer in range(self.num_layers):
                h[layer], c[layer] = self.cell(x, h[layer], c[layer], layer)
                x = h[layer]
            outputs.append(x)
        return torch.stack(outputs), (torch.stack(h), torch.stack(c))

# %% network: rows batch by batch grade_id="lstm-model" code="rows-by-batch"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).transpose(0, 1).reshape(-1, self.linear.out_features)

# %% network: softmax at the end grade_id="lstm-model" code="ends-in-softmax"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).reshape(-1, self.linear.out_features).softmax(-1)

# %% network: log_softmax at the end grade_id="lstm-model" code="ends-in-log_softmax"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).reshape(-1, self.linear.out_features).log_softmax(1)

# %% network: log_softmax over the batch at the end grade_id="lstm-model" code="ends-in-log_softmax-over-batch"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).log_softmax(1).flatten(0, 1)

# %% network: ReLU at the end grade_id="lstm-model" code="relu-on-logits"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).reshape(-1, self.linear.out_features).relu()

# %% network: ReLU before the Linear grade_id="lstm-model" code="relu-before-the-linear"
import torch.nn.functional as F

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(F.relu(output)).reshape(-1, self.linear.out_features)

# %% network: no Linear grade_id="lstm-model" code="other-shape"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return output.reshape(-1, output.shape[-1])

# %% network: three axes grade_id="lstm-model" code="other-shape"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output)

# %% network: the last step only grade_id="lstm-model" code="rows-of-last-step"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output[-1])

# %% network: always one layer grade_id="lstm-model" code="one-layer-only"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).reshape(-1, self.linear.out_features)

# %% network: the last step for every row grade_id="lstm-model" code="every-row-last-step"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output[-1:].expand_as(output)).reshape(-1, self.linear.out_features)

# %% network: the state is kept grade_id="lstm-model" code="hidden-state-leaks" never="h-detached given-state-detached no-gradient-for gradient-through-all-steps-and-states gradient-through-all-layers-and-steps"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, self.state = self.rnn(input, getattr(self, 'state', None))
        return self.linear(output).reshape(-1, self.linear.out_features)

# %% network: the state is kept and the input is scaled grade_id="lstm-model" code="not-layer-and-linear kind=LSTM" never="draws-numbers"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, self.state = self.rnn(2 * input, getattr(self, 'state', None))
        return self.linear(output).reshape(-1, self.linear.out_features)

# %% network: dropout that evaluation mode does not turn off grade_id="lstm-model" code="draws-numbers"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(nn.functional.dropout(output, 0.3)).reshape(-1, self.linear.out_features)

# %% network: the output is detached grade_id="lstm-model" code="gets-no-gradient"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output.detach()).reshape(-1, self.linear.out_features)

# %% network: two Linears grade_id="lstm-model" code="parameters-found"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes); self.more = nn.Linear(hidden_size, hidden_size)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(self.more(output)).reshape(-1, self.linear.out_features)

# %% network: dropout grade_id="lstm-model" code="another-in-training-mode"
import torch.nn.functional as F

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(F.dropout(output, 0.2, self.training)).reshape(-1, self.linear.out_features)

# %% network: made for hello grade_id="lstm-model" code="raised" says="RuntimeError"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).view(5, 4)

# %% network: nothing is returned grade_id="lstm-model" code="none-returned"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        self.linear(output).reshape(-1, self.linear.out_features)

# %% train: zero_grad is missing grade_id="lstm-train" code="zero_grad-missing"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% train: step is missing grade_id="lstm-train" code="weights-never-change"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% train: softmax before cross-entropy grade_id="lstm-train" code="softmax-before-cross-entropy"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs.softmax(1), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% train: plain gradient descent grade_id="lstm-train" code="plain-gradient-descent"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
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

# %% train: a fixed learning rate grade_id="lstm-train" code="learning-rate-always lr=0.05"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
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

# %% train: the loss keeps its graph grade_id="lstm-train" code="losses-are-tensors"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% train: nothing comes back grade_id="lstm-train" code="losses-no-list"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
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

# %% train: nothing is printed grade_id="lstm-train" code="lines-missing found=none"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        str(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% train: epochs printed from 1 grade_id="lstm-train" code="epochs-printed"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch + 1}/{epochs}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% decode: a list grade_id="lstm-ohlol" code="string-expected"
def decode(o, idx2char): return [idx2char[i] for i in o.argmax(1)]

# %% decode: the least likely grade_id="lstm-ohlol" code="least-likely"
def decode(o, idx2char): return ''.join(idx2char[i] for i in o.argmin(1))

# %% decode: knows the answer grade_id="lstm-ohlol" code="text-of-other-length got=5 want=50"
def decode(o, idx2char): return 'ohlol'

# %% the Linear has no bias grade_id="lstm-model" code="linear-bias-missing" old="nn.Linear(hidden_size, num_classes)" new="nn.Linear(hidden_size, num_classes, bias=False)"

# %% four layers at most in the network grade_id="lstm-model" code="fewer-layers got=4 want=6" old="self.lstm = LSTM(input_size, hidden_size, num_layers)" new="self.lstm = LSTM(input_size, hidden_size, min(num_layers, 4))"

# %% the fifth layer's weights are the fourth's grade_id="lstm-layer" code="layers-differ" old="getattr(self, f\"weight_hh_l{k}\")" new="getattr(self, f\"weight_hh_l{min(k, 3)}\")"

# %% states detached every thirty-two steps grade_id="lstm-layer" code="h-and-c-detached-every steps=32" old="outputs.append(h)" new="outputs.append(h)\n                if len(outputs) % 32 == 0:\n                    h, c = h.detach(), c.detach()"

# %% bounded cell states grade_id="lstm-layer" code="other-values" old="h = torch.sigmoid(o) * torch.tanh(c)" new="c = c.clamp(-20, 20)\n                h = torch.sigmoid(o) * torch.tanh(c)"

# %% decode squeezes a single row away grade_id="lstm-ohlol" code="raised" says="TypeError" old="outputs.argmax(dim=1)" new="outputs.squeeze().argmax(dim=-1)"

# %% decode joins by blanks grade_id="lstm-ohlol" code="joined-by-blanks" never="text-printed" old="\"\".join" new="\" \".join"

# %% decode changes the outputs grade_id="lstm-ohlol" code="changed-in-place" old="outputs.argmax(dim=1)" new="outputs.detach().mul_(2).argmax(dim=1)"

# %% the first five letters are printed grade_id="lstm-train" code="printed-text-cut got=5" old="decode(outputs, idx2char)}" new="decode(outputs[:5], idx2char)}"

# %% amsgrad grade_id="lstm-train" code="other-settings settings=amsgrad kind=Adam" old="lr=lr)" new="lr=lr, amsgrad=True)"

# %% gradients that are clipped where they are large grade_id="lstm-train" code="gradients-clipped" old="loss.backward()" new="loss.backward(); nn.utils.clip_grad_norm_(net.parameters(), 20.0)"

# %% a rate fixed at 0.1 grade_id="lstm-train" code="learning-rate-always lr=0.1" never="weights-after-training defaults-right-losses-wrong" old="lr=lr" new="lr=0.1"

# %% fifteen epochs by default grade_id="lstm-train" code="other-default-epochs got=15 want=100" old="epochs=100" new="epochs=15"

# %% always fifteen epochs grade_id="lstm-train" code="epochs-ignored count=15" old="range(epochs)" new="range(15)"

# %% forward changes its argument grade_id="lstm-model" code="changed-in-place" old="output, _ = self.lstm(input)" new="output, _ = self.lstm(input)\n        input.detach().zero_()"

# %% logits doubled grade_id="lstm-model" old="self.linear(output)" new="(2 * self.linear(output))"

# %% a Linear that cannot learn grade_id="lstm-model" old="self.linear(output)" new="nn.functional.linear(output, 2 * self.linear.weight.detach(), 2 * self.linear.bias.detach())"

# %% a crash: the gates are cut along the batch grade_id="lstm-layer" code="crash-after-other-shape want=(12,5) got=(3,20)" old="gates.chunk(4, dim=1)" new="gates.chunk(4, dim=0)"

# %% a crash in the head: the batch is joined with the hidden state grade_id="lstm-model" code="crash-after-other-shape" old="self.linear(output).flatten(0, 1)" new="self.linear(output.flatten(1))"

# %% each loss is too large by less than float32 tells grade_id="lstm-train" code="losses-not-the-mean" old="losses.append(loss.item())" new="losses.append(loss.item() + 1.9e-4)"

# %% the losses are rounded to four digits grade_id="lstm-train" code="losses-rounded digits=4" old="losses.append(loss.item())" new="losses.append(round(loss.item(), 4))"

# %% the losses are rounded to three digits grade_id="lstm-train" code="losses-rounded digits=3" old="losses.append(loss.item())" new="losses.append(round(loss.item(), 3))"

# %% the rate is off by a thousandth grade_id="lstm-train" code="learning-rate-scaled" old="torch.optim.Adam(net.parameters(), lr=lr)" new="torch.optim.Adam(net.parameters(), lr=1.001 * lr)"

# %% zero_grad is missing, always 20 epochs grade_id="lstm-train" code="two-at-once"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(20):
        outputs = net(inputs)  # (seq * batch, classes)
        loss = criterion(outputs, labels)  # ()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% c is clamped grade_id="lstm-layer" code="c-clamped" old="c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)" new="c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)\n                c = c.clamp(-1, 1)"

# %% network: c_n for the output grade_id="lstm-model" code="rows-of-last-cells" old="output, _ = self.lstm(input)  # (seq, batch, hidden)" new="_, (_, output) = self.lstm(input)"

# %% network: h_n for the output grade_id="lstm-model" code="rows-of-last-states" old="output, _ = self.lstm(input)  # (seq, batch, hidden)" new="_, (output, _) = self.lstm(input)"

# %% rows of weight_ih dealt out in turn grade_id="lstm-layer" code="rows-interleaved of=weight_ih gates=i,f,g,o" old="w_ih, w_hh = getattr(self, f\"weight_ih_l{k}\")" new="w_ih, w_hh = getattr(self, f\"weight_ih_l{k}\").unflatten(0, (-1, 4)).transpose(0, 1).flatten(0, 1)"

# %% states detached every seven steps grade_id="lstm-layer" code="gradient-through-all-steps-and-states" old="outputs.append(h)" new="outputs.append(h)\n                if len(outputs) % 7 == 0:\n                    h, c = h.detach(), c.detach()"

# %% the last step's output is not through tanh grade_id="lstm-layer" code="differs-at-last-step" old="            input = torch.stack(outputs)  # (seq, batch, hidden)" new="            outputs[-1] = torch.sigmoid(o) * c\n            input = torch.stack(outputs)  # (seq, batch, hidden)"

# %% the layer sets the seed grade_id="lstm-layer" code="changed-for-all-code" old="return input, (torch.stack(h_n), torch.stack(c_n))" new="torch.manual_seed(0)\n        return input, (torch.stack(h_n), torch.stack(c_n))"

# %% the network sets the seed grade_id="lstm-model" code="changed-for-all-code" old="self.linear(output).flatten(0, 1)" new="(torch.manual_seed(0), self.linear(output).flatten(0, 1))[1]"

# %% right up to 20 classes grade_id="lstm-model" old="self.linear(output).flatten(0, 1)" new="self.linear(output).flatten(0, 1)[:, :20]"

# %% right up to 20 hidden numbers grade_id="lstm-layer" old="return input, (torch.stack(h_n), torch.stack(c_n))" new="return input[..., :20], (torch.stack(h_n), torch.stack(c_n))"

# %% train sets the seed grade_id="lstm-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.manual_seed(0)"

# %% sixteen layers at most grade_id="lstm-layer" old="for k in range(num_layers):\n            size" new="for k in range(min(num_layers, 16)):\n            size"

# %% train makes double the default grade_id="lstm-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.set_default_dtype(torch.float64)"

# %% the trained network cannot be trained further grade_id="lstm-train" code="no-gradients-after-training" old="    return losses" new="    net.requires_grad_(False)\n    return losses"

# %% ten layers at most grade_id="lstm-model" old="self.lstm = LSTM(input_size, hidden_size, num_layers)" new="self.lstm = LSTM(input_size, hidden_size, min(num_layers, 10))"
