# Bugs, each with the grade id that loses points and with words that name the bug.

# %% order z, r, n grade_id="gru-layer" code="order-of-rows order=z,r,n right=r,z,n"
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
                x_z, x_r, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_z, h_r, h_n_part = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% order n, r, z grade_id="gru-layer" code="order-of-rows order=n,r,z right=r,z,n"
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
                x_n, x_r, x_z = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_n_part, h_r, h_z = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% order r, n, z grade_id="gru-layer" code="order-of-rows order=r,n,z right=r,z,n"
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
                x_r, x_n, x_z = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_r, h_n_part, h_z = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% z and 1 - z swapped grade_id="gru-layer" code="z-swapped"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = z * n + (1 - z) * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% z is ignored grade_id="gru-layer" code="z-ignored"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = n
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% z * h is missing grade_id="gru-layer" code="z-times-h-missing"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% 1 - z is missing grade_id="gru-layer" code="one-minus-z-missing"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% z for 1 - z grade_id="gru-layer" code="n-by-z"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = z * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% r mixes n and h grade_id="gru-layer" code="h-by-r"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - r) * n + r * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% r before the product grade_id="gru-layer" code="r-before-w_hn"
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
                n = torch.tanh(x_n + (r * h) @ w_hh.chunk(3)[2].T + b_hh.chunk(3)[2])
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% r is ignored grade_id="gru-layer" code="r-ignored"
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
                n = torch.tanh(x_n + h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% 1 - r for r grade_id="gru-layer" code="r-reversed"
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
                n = torch.tanh(x_n + (1 - r) * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% r on x's part grade_id="gru-layer" code="r-on-x"
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
                n = torch.tanh(r * x_n + h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% r on all of n grade_id="gru-layer" code="r-on-all-of-n"
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
                n = torch.tanh(r * (x_n + h_n_part))
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% b_hn outside of r grade_id="gru-layer" code="b_hn-outside"
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
                n = torch.tanh(x_n + r * (h @ w_hh.chunk(3)[2].T) + b_hh.chunk(3)[2])
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% no b_hn grade_id="gru-layer" code="b_hn-missing"
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
                n = torch.tanh(x_n + r * (h @ w_hh.chunk(3)[2].T))
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% z for r in n grade_id="gru-layer"
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
                n = torch.tanh(x_n + z * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% h's part of n is missing grade_id="gru-layer" code="h-missing-in-n"
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
                n = torch.tanh(x_n)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% x's part of n is missing grade_id="gru-layer" code="x-missing-in-n"
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
                n = torch.tanh(r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% sigmoid for n grade_id="gru-layer" code="n-through-sigmoid"
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
                n = torch.sigmoid(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% ReLU for n grade_id="gru-layer" code="n-through-relu"
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
                n = torch.relu(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% nothing for n grade_id="gru-layer" code="n-through-nothing"
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
                n = (x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% tanh for r and z grade_id="gru-layer" code="r-and-z-through-tanh"
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
                r = torch.tanh(x_r + h_r)
                z = torch.tanh(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% tanh around h grade_id="gru-layer" code="tanh-over-h-once-more"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = torch.tanh((1 - z) * n + z * h)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% bias_hh is forgotten grade_id="gru-layer" code="bias_hh-missing"
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
                h_r, h_z, h_n_part = (h @ w_hh.T).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% bias_ih is forgotten grade_id="gru-layer" code="bias_ih-missing"
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
                x_r, x_z, x_n = (x @ w_ih.T).chunk(3, dim=1)
                h_r, h_z, h_n_part = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% no biases grade_id="gru-layer" code="both-biases-missing"
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
                x_r, x_z, x_n = (x @ w_ih.T).chunk(3, dim=1)
                h_r, h_z, h_n_part = (h @ w_hh.T).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% bias_ih twice grade_id="gru-layer" code="bias_ih-twice"
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
                h_r, h_z, h_n_part = (h @ w_hh.T + b_ih).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% h is updated before r is used grade_id="gru-layer"
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
                h = z * h
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + h * z
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% h is not carried grade_id="gru-layer" code="h-not-carried"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h); h = torch.zeros_like(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% h is carried into the next layer grade_id="gru-layer" code="starts-where-below-ended"
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
            outputs = []
            if k == 0: h = h_0[0]
            for x in input:
                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_r, h_z, h_n_part = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% h_0 is ignored grade_id="gru-layer" code="given-state-ignored"
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
        if True:
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% every layer starts from layer 0's grade_id="gru-layer" code="starts-from-layer-0"
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
            h, outputs = h_0[0], []
            for x in input:
                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_r, h_z, h_n_part = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% ones for a first state grade_id="gru-layer" code="zeros-meant zeros=h_0=0" never="state-leaks"
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
            h_0 = torch.ones(self.num_layers, input.shape[1], self.hidden_size)
        h_n = []
        for k in range(self.num_layers):
            w_ih, w_hh, b_ih, b_hh = self.weights(k)
            h, outputs = h_0[k], []
            for x in input:
                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_r, h_z, h_n_part = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% the state leaks into the next call grade_id="gru-layer" code="state-leaks"
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
            h_0 = getattr(self, 'state', None)
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        self.state = torch.stack(h_n).detach()
        return input, self.state

# %% only the last layer's state grade_id="gru-layer" code="other-shape"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, h.unsqueeze(0)

# %% a state without an axis for layers grade_id="gru-layer" code="other-shape"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, h

# %% h_n in a tuple grade_id="gru-layer" code="stack-expected what=h_n"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, (torch.stack(h_n),)

# %% a list of states grade_id="gru-layer" code="stack-expected"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, h_n

# %% the output alone grade_id="gru-layer" code="pair-expected want=output,h_n"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input

# %% the final states in reverse order grade_id="gru-layer" code="final-states-reversed"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n[::-1])

# %% batch first grade_id="gru-layer" code="batch-first"
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
        input = input.transpose(0, 1)
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input.transpose(0, 1), torch.stack(h_n)

# %% read backwards grade_id="gru-layer" code="read-backwards-left-so"
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
            for x in input.flip(0):
                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_r, h_z, h_n_part = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% candidates for an output grade_id="gru-layer"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(n)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% every layer reads the input grade_id="gru-layer"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            output = torch.stack(outputs)
            h_n.append(h)
        return output, torch.stack(h_n)

# %% always one layer grade_id="gru-layer" code="parameter-missing name=weight_ih_l1"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, 1
        bound = hidden_size ** -0.5
        for k in range(1):
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% other names grade_id="gru-layer" code="it-has-others asked=weight_ih_l0,weight_hh_l0,bias_ih_l0,bias_hh_l0"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        bound = hidden_size ** -0.5
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            shapes = {'w_ih': (3 * hidden_size, size), 'weight_hh': (3 * hidden_size, hidden_size),
                      'bias_ih': (3 * hidden_size,), 'bias_hh': (3 * hidden_size,)}
            for name, shape in shapes.items():
                setattr(self, f'{name}_l{k}', nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))

    def weights(self, k):
        return [getattr(self, f'{name}_l{k}') for name in ('w_ih', 'weight_hh', 'bias_ih', 'bias_hh')]

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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% LSTM's shapes grade_id="gru-layer" code="parameter-shape"
class GRU(nn.Module):
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

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
        h_n = []
        for k in range(self.num_layers):
            w_ih, w_hh, b_ih, b_hh = self.weights(k)
            h, outputs = h_0[k], []
            for x in input:
                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(4, dim=1)[:3]
                h_r, h_z, h_n_part = (h @ w_hh.T + b_hh).chunk(4, dim=1)[:3]
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% tensors that are no parameters grade_id="gru-layer" code="it-has-no-parameters"
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
                setattr(self, f'{name}_l{k}', torch.empty(shape).uniform_(-bound, bound))

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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% h is detached grade_id="gru-layer" code="h-detached"
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
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h); h = h.detach()
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% the first state is detached grade_id="gru-layer" code="given-state-detached"
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
            h, outputs = h_0[k].detach(), []
            for x in input:
                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_r, h_z, h_n_part = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% h is detached in r alone grade_id="gru-layer"
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
                r = torch.sigmoid(x_r + h_r.detach())
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_n_part)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
        return input, torch.stack(h_n)

# %% network: rows batch by batch grade_id="gru-model" code="rows-by-batch"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).transpose(0, 1).reshape(-1, self.linear.out_features)

# %% network: softmax at the end grade_id="gru-model" code="ends-in-softmax"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).reshape(-1, self.linear.out_features).softmax(-1)

# %% network: log_softmax at the end grade_id="gru-model" code="ends-in-log_softmax"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).reshape(-1, self.linear.out_features).log_softmax(1)

# %% network: log_softmax over the batch at the end grade_id="gru-model" code="ends-in-log_softmax-over-batch"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).log_softmax(1).flatten(0, 1)

# %% network: ReLU at the end grade_id="gru-model" code="relu-on-logits"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).reshape(-1, self.linear.out_features).relu()

# %% network: ReLU before the Linear grade_id="gru-model" code="relu-before-the-linear"
import torch.nn.functional as F

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(F.relu(output)).reshape(-1, self.linear.out_features)

# %% network: no Linear grade_id="gru-model" code="other-shape"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return output.reshape(-1, output.shape[-1])

# %% network: three axes grade_id="gru-model" code="other-shape"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output)

# %% network: the last step only grade_id="gru-model" code="rows-of-last-step"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output[-1])

# %% network: always one layer grade_id="gru-model" code="one-layer-only"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).reshape(-1, self.linear.out_features)

# %% network: the last step for every row grade_id="gru-model" code="every-row-last-step"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output[-1:].expand_as(output)).reshape(-1, self.linear.out_features)

# %% network: the state is kept grade_id="gru-model" code="hidden-state-leaks" never="h-detached given-state-detached no-gradient-for gradient-through-all-steps-and-states gradient-through-all-layers-and-steps"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, self.state = self.rnn(input, getattr(self, 'state', None))
        return self.linear(output).reshape(-1, self.linear.out_features)

# %% network: the state is kept and the input is scaled grade_id="gru-model" code="not-layer-and-linear kind=GRU" never="draws-numbers"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, self.state = self.rnn(2 * input, getattr(self, 'state', None))
        return self.linear(output).reshape(-1, self.linear.out_features)

# %% network: dropout that evaluation mode does not turn off grade_id="gru-model" code="draws-numbers"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(nn.functional.dropout(output, 0.3)).reshape(-1, self.linear.out_features)

# %% network: the output is detached grade_id="gru-model" code="gets-no-gradient"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output.detach()).reshape(-1, self.linear.out_features)

# %% network: two Linears grade_id="gru-model" code="parameters-found"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes); self.more = nn.Linear(hidden_size, hidden_size)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(self.more(output)).reshape(-1, self.linear.out_features)

# %% network: dropout grade_id="gru-model" code="another-in-training-mode"
import torch.nn.functional as F

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(F.dropout(output, 0.2, self.training)).reshape(-1, self.linear.out_features)

# %% network: made for hello grade_id="gru-model" code="raised" says="RuntimeError"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).view(5, 4)

# %% network: nothing is returned grade_id="gru-model" code="none-returned"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        self.linear(output).reshape(-1, self.linear.out_features)

# %% train: zero_grad is missing grade_id="gru-train" code="zero_grad-missing"
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

# %% train: step is missing grade_id="gru-train" code="weights-never-change"
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

# %% train: softmax before cross-entropy grade_id="gru-train" code="softmax-before-cross-entropy"
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

# %% train: plain gradient descent grade_id="gru-train" code="plain-gradient-descent"
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

# %% train: a fixed learning rate grade_id="gru-train" code="learning-rate-always lr=0.05"
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

# %% train: the loss keeps its graph grade_id="gru-train" code="losses-are-tensors"
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

# %% train: nothing comes back grade_id="gru-train" code="losses-no-list"
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

# %% train: nothing is printed grade_id="gru-train" code="lines-missing found=none"
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

# %% train: epochs printed from 1 grade_id="gru-train" code="epochs-printed"
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

# %% decode: a list grade_id="gru-ohlol" code="string-expected"
def decode(o, idx2char): return [idx2char[i] for i in o.argmax(1)]

# %% decode: the least likely grade_id="gru-ohlol" code="least-likely"
def decode(o, idx2char): return ''.join(idx2char[i] for i in o.argmin(1))

# %% decode: knows the answer grade_id="gru-ohlol" code="text-of-other-length got=5 want=50"
def decode(o, idx2char): return 'ohlol'

# %% the Linear has no bias grade_id="gru-model" code="linear-bias-missing" old="nn.Linear(hidden_size, num_classes)" new="nn.Linear(hidden_size, num_classes, bias=False)"

# %% four layers at most in the network grade_id="gru-model" code="fewer-layers got=4 want=6" old="self.gru = GRU(input_size, hidden_size, num_layers)" new="self.gru = GRU(input_size, hidden_size, min(num_layers, 4))"

# %% the fifth layer's weights are the fourth's grade_id="gru-layer" code="layers-differ" old="getattr(self, f\"weight_hh_l{k}\")" new="getattr(self, f\"weight_hh_l{min(k, 3)}\")"

# %% states detached every thirty-two steps grade_id="gru-layer" code="h-detached-every steps=32" old="outputs.append(h)" new="outputs.append(h)\n                if len(outputs) % 32 == 0:\n                    h = h.detach()"

# %% bounded states grade_id="gru-layer" code="other-values" old="h = (1 - z) * n + z * h" new="h = ((1 - z) * n + z * h).clamp(-10, 10)"

# %% decode squeezes a single row away grade_id="gru-ohlol" code="raised" says="TypeError" old="outputs.argmax(dim=1)" new="outputs.squeeze().argmax(dim=-1)"

# %% decode joins by blanks grade_id="gru-ohlol" code="joined-by-blanks" never="text-printed" old="\"\".join" new="\" \".join"

# %% decode changes the outputs grade_id="gru-ohlol" code="changed-in-place" old="outputs.argmax(dim=1)" new="outputs.detach().mul_(2).argmax(dim=1)"

# %% the first five letters are printed grade_id="gru-train" code="printed-text-cut got=5" old="decode(outputs, idx2char)}" new="decode(outputs[:5], idx2char)}"

# %% amsgrad grade_id="gru-train" code="other-settings settings=amsgrad kind=Adam" old="lr=lr)" new="lr=lr, amsgrad=True)"

# %% gradients that are clipped where they are large grade_id="gru-train" code="gradients-clipped" old="loss.backward()" new="loss.backward(); nn.utils.clip_grad_norm_(net.parameters(), 20.0)"

# %% a rate fixed at 0.1 grade_id="gru-train" code="learning-rate-always lr=0.1" never="weights-after-training defaults-right-losses-wrong" old="lr=lr" new="lr=0.1"

# %% fifteen epochs by default grade_id="gru-train" code="other-default-epochs got=15 want=100" old="epochs=100" new="epochs=15"

# %% always fifteen epochs grade_id="gru-train" code="epochs-ignored count=15" old="range(epochs)" new="range(15)"

# %% the GRU of many textbooks grade_id="gru-layer" code="textbook-gru" never="gate-wrong"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.num_layers, self.hidden_size = num_layers, hidden_size
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            for name, *columns in ("weight_ih", n), ("weight_hh", hidden_size), ("bias_ih",), ("bias_hh",):
                value = torch.empty(3 * hidden_size, *columns).uniform_(-0.4, 0.4)
                self.register_parameter(f"{name}_l{k}", nn.Parameter(value))

    def forward(self, input, h_0=None):
        h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size) if h_0 is None else h_0
        lasts = []
        for k, h in enumerate(h_0):
            W, U = getattr(self, f"weight_ih_l{k}").chunk(3), getattr(self, f"weight_hh_l{k}").chunk(3)
            b = (getattr(self, f"bias_ih_l{k}") + getattr(self, f"bias_hh_l{k}")).chunk(3)
            states = []
            for x in input:
                r = (x @ W[0].T + h @ U[0].T + b[0]).sigmoid()
                z = (x @ W[1].T + h @ U[1].T + b[1]).sigmoid()
                new = (x @ W[2].T + (r * h) @ U[2].T + b[2]).tanh()
                h = (1 - z) * h + z * new
                states.append(h)
            input = torch.stack(states)
            lasts.append(h)
        return input, torch.stack(lasts)

# %% forward changes its argument grade_id="gru-model" code="changed-in-place" old="output, _ = self.gru(input)" new="output, _ = self.gru(input)\n        input.detach().zero_()"

# %% logits doubled grade_id="gru-model" old="self.linear(output)" new="(2 * self.linear(output))"

# %% a Linear that cannot learn grade_id="gru-model" old="self.linear(output)" new="nn.functional.linear(output, 2 * self.linear.weight.detach(), 2 * self.linear.bias.detach())"

# %% a crash in the second layer: the steps are joined grade_id="gru-layer" code="crash-after-other-shape want=(6,3,5) got=(18,5)" old="input = torch.stack(outputs)" new="input = torch.cat(outputs)"

# %% a crash in the head: the batch is joined with the hidden state grade_id="gru-model" code="crash-after-other-shape" old="self.linear(output).flatten(0, 1)" new="self.linear(output.flatten(1))"

# %% each loss is too large by less than float32 tells grade_id="gru-train" code="losses-not-the-mean" old="losses.append(loss.item())" new="losses.append(loss.item() + 1.9e-4)"

# %% the losses are rounded to four digits grade_id="gru-train" code="losses-rounded digits=4" old="losses.append(loss.item())" new="losses.append(round(loss.item(), 4))"

# %% the losses are rounded to three digits grade_id="gru-train" code="losses-rounded digits=3" old="losses.append(loss.item())" new="losses.append(round(loss.item(), 3))"

# %% the rate is off by a thousandth grade_id="gru-train" code="learning-rate-scaled" old="torch.optim.Adam(net.parameters(), lr=lr)" new="torch.optim.Adam(net.parameters(), lr=1.001 * lr)"

# %% zero_grad is missing and step is called twice grade_id="gru-train" code="two-at-once"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)  # (seq * batch, classes)
        loss = criterion(outputs, labels)  # ()
        loss.backward()
        optimizer.step(); optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% decode: the second most likely grade_id="gru-ohlol" code="second-most-likely" old="outputs.argmax(dim=1)" new="outputs.argsort(dim=1, descending=True)[:, 1]"

# %% decode: the two most likely grade_id="gru-ohlol" code="two-most-likely" old="outputs.argmax(dim=1)" new="outputs.topk(2, dim=1).indices.flatten()"

# %% decode: the largest absolute value grade_id="gru-ohlol" code="largest-absolute-value" old="outputs.argmax(dim=1)" new="outputs.abs().argmax(dim=1)"

# %% decode: a search that begins at 0 grade_id="gru-ohlol" code="search-begins-at start=0" old="outputs.argmax(dim=1)" new="outputs.clamp(min=0).argmax(dim=1)"

# %% decode: what is above 0 grade_id="gru-ohlol" code="first-above-zero" old="outputs.argmax(dim=1)" new="(outputs > 0).int().argmax(dim=1)"

# %% decode: rounded values grade_id="gru-ohlol" code="values-rounded" old="outputs.argmax(dim=1)" new="outputs.round().argmax(dim=1)"

# %% decode: values cut to whole numbers grade_id="gru-ohlol" code="values-cut" old="outputs.argmax(dim=1)" new="outputs.long().argmax(dim=1)"

# %% decode: all classes but the last grade_id="gru-ohlol" code="last-class-left-out" old="outputs.argmax(dim=1)" new="outputs[:, :-1].argmax(dim=1)"

# %% decode: all classes but the first grade_id="gru-ohlol" code="first-class-left-out" old="outputs.argmax(dim=1)" new="1 + outputs[:, 1:].argmax(dim=1)"

# %% decode: one class too far grade_id="gru-ohlol" code="class-after" old="outputs.argmax(dim=1)" new="(outputs.argmax(dim=1) + 1) % len(idx2char)"

# %% decode: classes from 1 grade_id="gru-ohlol" code="class-before" old="outputs.argmax(dim=1)" new="outputs.argmax(dim=1) - 1"

# %% decode: classes from the last grade_id="gru-ohlol" code="classes-reversed" old="outputs.argmax(dim=1)" new="outputs.flip(1).argmax(dim=1)"

# %% decode: four classes at most grade_id="gru-ohlol" code="class-modulo-4" old="outputs.argmax(dim=1)" new="outputs.argmax(dim=1) % 4"

# %% decode: the largest of all rows grade_id="gru-ohlol" code="maximum-of-all-rows" old="outputs.argmax(dim=1)" new="(outputs == outputs.max()).int().argmax(dim=1)"

# %% decode: the largest of a column grade_id="gru-ohlol" code="maximum-of-columns" old="outputs.argmax(dim=1)" new="(outputs == outputs.max(dim=0).values).int().argmax(dim=1)"

# %% decode: softmax over the rows grade_id="gru-ohlol" code="softmax-over-rows" old="outputs.argmax(dim=1)" new="outputs.softmax(dim=0).argmax(dim=1)"

# %% decode: the first row of the order grade_id="gru-ohlol" code="order-of-first-row" old="outputs.argmax(dim=1)" new="outputs.argsort(dim=1, descending=True)[0]"

# %% decode: the first row of the order upwards grade_id="gru-ohlol" code="order-of-first-row-upwards" old="outputs.argmax(dim=1)" new="outputs.argsort(dim=1)[0]"

# %% decode: every other row grade_id="gru-ohlol" code="every-other-row" old="outputs.argmax(dim=1)" new="outputs[::2].argmax(dim=1)"

# %% decode: all rows but the first grade_id="gru-ohlol" code="text-starts-late first=1" old="outputs.argmax(dim=1)" new="outputs[1:].argmax(dim=1)"

# %% decode: the largest sum so far grade_id="gru-ohlol" code="not-most-likely" old="outputs.argmax(dim=1)" new="outputs.cumsum(dim=1).argmax(dim=1)"

# %% decode: characters in order grade_id="gru-ohlol" code="characters-sorted" old="idx2char[index] for" new="sorted(idx2char)[index] for"

# %% decode: digits grade_id="gru-ohlol" code="classes-not-characters" old="idx2char[index] for" new="str(index) for"

# %% train: squared error of the softmax grade_id="gru-train" code="squared-error-after-softmax" old="loss = criterion(outputs, labels)" new="loss = ((outputs.softmax(1) - nn.functional.one_hot(labels, outputs.shape[1]).to(outputs)) ** 2).mean()"

# %% train: binary cross-entropy grade_id="gru-train" code="binary-cross-entropy" old="loss = criterion(outputs, labels)" new="loss = nn.functional.binary_cross_entropy_with_logits(outputs, nn.functional.one_hot(labels, outputs.shape[1]).to(outputs))"

# %% train: binary cross-entropy, summed grade_id="gru-train" code="binary-cross-entropy" old="loss = criterion(outputs, labels)" new="loss = nn.functional.binary_cross_entropy_with_logits(outputs, nn.functional.one_hot(labels, outputs.shape[1]).to(outputs), reduction='sum') / len(labels)"

# %% train: the largest logit for logsumexp grade_id="gru-train" code="largest-for-logsumexp" old="loss = criterion(outputs, labels)" new="loss = (outputs.amax(1) - outputs.gather(1, labels[:, None])[:, 0]).mean()"

# %% train: logsumexp alone grade_id="gru-train" code="logsumexp-alone" old="loss = criterion(outputs, labels)" new="loss = outputs.logsumexp(1).mean()"

# %% train: the label's logit with a plus grade_id="gru-train" code="label-with-plus" old="loss = criterion(outputs, labels)" new="loss = (outputs.logsumexp(1) + outputs.gather(1, labels[:, None])[:, 0]).mean()"

# %% train: the labels of all rows grade_id="gru-train" code="loss-of-all-pairs" old="loss = criterion(outputs, labels)" new="loss = -outputs.log_softmax(1)[:, labels].mean()"

# %% train: the loss of the first row grade_id="gru-train" code="first-rows-alone rows=1" old="loss = criterion(outputs, labels)" new="loss = nn.functional.cross_entropy(outputs[:1], labels[:1], reduction=\"sum\") / len(labels)"

# %% train: the loss of the last row grade_id="gru-train" code="last-rows-alone rows=1" old="loss = criterion(outputs, labels)" new="loss = nn.functional.cross_entropy(outputs[-1:], labels[-1:], reduction=\"sum\") / len(labels)"

# %% train: the loss without the first row grade_id="gru-train" code="last-rows-alone rows=9" old="loss = criterion(outputs, labels)" new="loss = nn.functional.cross_entropy(outputs[1:], labels[1:], reduction=\"sum\") / len(labels)"

# %% train: the loss without the last row grade_id="gru-train" code="first-rows-alone rows=9" old="loss = criterion(outputs, labels)" new="loss = nn.functional.cross_entropy(outputs[:-1], labels[:-1], reduction=\"sum\") / len(labels)"

# %% train: the loss of five rows grade_id="gru-train" code="first-rows-alone rows=5" old="loss = criterion(outputs, labels)" new="loss = nn.functional.cross_entropy(outputs[:5], labels[:5], reduction=\"sum\") / len(labels)"

# %% train: the loss is divided by two grade_id="gru-train" code="loss-multiplied factor=0.5" old="loss = criterion(outputs, labels)" new="loss = criterion(outputs, labels) / 2"

# %% train: the logarithm to base 2 grade_id="gru-train" code="loss-to-base-2" old="loss = criterion(outputs, labels)" new="loss = criterion(outputs, labels) / torch.tensor(2.0).log()"

# %% train: a penalty of squares grade_id="gru-train" code="weights-in-the-loss of=squares" old="loss = criterion(outputs, labels)" new="loss = criterion(outputs, labels) + 0.01 * sum((p ** 2).sum() for p in net.parameters())"

# %% train: a penalty of absolute values grade_id="gru-train" code="weights-in-the-loss" old="loss = criterion(outputs, labels)" new="loss = criterion(outputs, labels) + 0.01 * sum(p.abs().sum() for p in net.parameters())"

# %% train: the first parameter alone grade_id="gru-train" code="parameters-left count=3 all=4" old="net.parameters(), lr=lr" new="list(net.parameters())[:1], lr=lr"

# %% train: the weights are drawn anew grade_id="gru-train" code="weights-replaced" old="    losses = []\n" new="    losses = []\n    for p in net.parameters():\n        nn.init.uniform_(p, -0.1, 0.1)\n"

# %% train: weights that are no numbers grade_id="gru-train" code="weights-not-finite-from epoch=0" old="        optimizer.step()\n" new="        for p in net.parameters():\n            p.data -= lr * p.grad.sqrt()\n"

# %% train: the last step is missing grade_id="gru-train" code="step-missing-at-the-end" old="        optimizer.step()\n" new="        if epoch < epochs - 1:\n            optimizer.step()\n"

# %% train: Adam without corrections grade_id="gru-train" code="own-adam-correction-missing" old="        optimizer.step()\n" new="        for number, p in enumerate(net.parameters()):\n            m, v = optimizer.state.get(p, (0, 0))\n            g, t, count = p.grad, epoch + 1, len(list(net.parameters()))\n            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g ** 2\n            optimizer.state[p] = m, v\n            p.data -= lr * m / (v.sqrt() + 1e-8)\n"

# %% train: Adam without the first correction grade_id="gru-train" code="own-adam-correction-of-m-missing" old="        optimizer.step()\n" new="        for number, p in enumerate(net.parameters()):\n            m, v = optimizer.state.get(p, (0, 0))\n            g, t, count = p.grad, epoch + 1, len(list(net.parameters()))\n            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g ** 2\n            optimizer.state[p] = m, v\n            p.data -= lr * m / ((v / (1 - 0.999 ** t)).sqrt() + 1e-8)\n"

# %% train: Adam without the second correction grade_id="gru-train" code="own-adam-correction-of-v-missing" old="        optimizer.step()\n" new="        for number, p in enumerate(net.parameters()):\n            m, v = optimizer.state.get(p, (0, 0))\n            g, t, count = p.grad, epoch + 1, len(list(net.parameters()))\n            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g ** 2\n            optimizer.state[p] = m, v\n            p.data -= lr * m / (1 - 0.9 ** t) / (v.sqrt() + 1e-8)\n"

# %% train: Adam without root grade_id="gru-train" code="own-adam-root-missing" old="        optimizer.step()\n" new="        for number, p in enumerate(net.parameters()):\n            m, v = optimizer.state.get(p, (0, 0))\n            g, t, count = p.grad, epoch + 1, len(list(net.parameters()))\n            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g ** 2\n            optimizer.state[p] = m, v\n            p.data -= lr * m / (1 - 0.9 ** t) / (v / (1 - 0.999 ** t) + 1e-8)\n"

# %% train: Adam without the mean of the gradients grade_id="gru-train" code="own-adam-mean-missing" old="        optimizer.step()\n" new="        for number, p in enumerate(net.parameters()):\n            m, v = optimizer.state.get(p, (0, 0))\n            g, t, count = p.grad, epoch + 1, len(list(net.parameters()))\n            m, v = g, 0.999 * v + 0.001 * g ** 2\n            optimizer.state[p] = m, v\n            p.data -= lr * m / ((v / (1 - 0.999 ** t)).sqrt() + 1e-8)\n"

# %% train: Adam counts parameters grade_id="gru-train" code="own-adam-counts-parameters" old="        optimizer.step()\n" new="        for number, p in enumerate(net.parameters()):\n            m, v = optimizer.state.get(p, (0, 0))\n            g, t = p.grad, epoch * len(list(net.parameters())) + number + 1\n            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g ** 2\n            optimizer.state[p] = m, v\n            p.data -= lr * m / (1 - 0.9 ** t) / ((v / (1 - 0.999 ** t)).sqrt() + 1e-8)\n"

# %% train: Adam with exchanged betas grade_id="gru-train" code="other-settings settings=betas kind=Adam" old="net.parameters(), lr=lr" new="net.parameters(), lr=lr, betas=(0.999, 0.9)"

# %% train: the written Adam with exchanged betas grade_id="gru-train" code="own-adam-betas-swapped" old="        optimizer.step()\n" new="        for number, p in enumerate(net.parameters()):\n            m, v = optimizer.state.get(p, (0, 0))\n            g, t, count = p.grad, epoch + 1, len(list(net.parameters()))\n            m, v = 0.999 * m + 0.001 * g, 0.9 * v + 0.1 * g ** 2\n            optimizer.state[p] = m, v\n            p.data -= lr * m / (1 - 0.999 ** t) / ((v / (1 - 0.9 ** t)).sqrt() + 1e-8)\n"

# %% train: the written Adam with one beta grade_id="gru-train" code="own-adam-betas first=0.9 second=0.9" old="        optimizer.step()\n" new="        for number, p in enumerate(net.parameters()):\n            m, v = optimizer.state.get(p, (0, 0))\n            g, t, count = p.grad, epoch + 1, len(list(net.parameters()))\n            m, v = 0.9 * m + 0.1 * g, 0.9 * v + 0.1 * g ** 2\n            optimizer.state[p] = m, v\n            p.data -= lr * m / (1 - 0.9 ** t) / ((v / (1 - 0.9 ** t)).sqrt() + 1e-8)\n"

# %% train: the written Adam with an eps of 0.1 grade_id="gru-train" code="own-adam-eps eps=0.1" old="        optimizer.step()\n" new="        for number, p in enumerate(net.parameters()):\n            m, v = optimizer.state.get(p, (0, 0))\n            g, t, count = p.grad, epoch + 1, len(list(net.parameters()))\n            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g ** 2\n            optimizer.state[p] = m, v\n            p.data -= lr * m / (1 - 0.9 ** t) / ((v / (1 - 0.999 ** t)).sqrt() + 0.1)\n"

# %% train: the graph of the epoch before grade_id="gru-train" code="graph-used-again" old="    losses = []\n    for epoch in range(epochs):\n        optimizer.zero_grad()\n        outputs = net(inputs)  # (seq * batch, classes)\n" new="    losses, outputs = [], net(inputs)\n    for epoch in range(epochs):\n        optimizer.zero_grad()\n"

# %% train: the loss is cut off grade_id="gru-train" code="loss-cut-off" old="loss = criterion(outputs, labels)" new="loss = criterion(outputs, labels).detach()"

# %% train: the update is recorded grade_id="gru-train" code="update-recorded" old="        optimizer.step()\n" new="        for p in net.parameters():\n            p -= lr * p.grad\n"

# %% train: the loss after the step grade_id="gru-train" code="loss-after-step" old="losses.append(loss.item())" new="losses.append(criterion(net(inputs), labels).item())"

# %% train: half of each loss grade_id="gru-train" code="losses-times factor=0.5" old="losses.append(loss.item())" new="losses.append(loss.item() / 2)"

# %% train: the first loss is 0 grade_id="gru-train" code="some-losses-differ epoch=0 count=1" old="losses.append(loss.item())" new="losses.append(loss.item() if epoch else 0.0)"

# %% train: three digits are printed grade_id="gru-train" code="digits-printed got=3" old="{loss.item():.4f}" new="{loss.item():.3f}"

# %% train: nan is printed grade_id="gru-train" code="loss-printed-not-finite epoch=1" old="{loss.item():.4f}" new="{loss.item() if epoch == 0 else float('nan'):.4f}"

# %% train: the first loss is always printed grade_id="gru-train" code="first-loss-printed" old="{loss.item():.4f}" new="{losses[0]:.4f}"

# %% train: the text of the labels is printed grade_id="gru-train" code="text-of-labels" old="decode(outputs, idx2char)}" new="decode(nn.functional.one_hot(labels, outputs.shape[1]).to(outputs), idx2char)}"

# %% train: a new tensor for a parameter grade_id="gru-train" code="parameter-replaced"
def train(net, inputs, labels, epochs=100, lr=0.05):
    weights, losses = list(net.parameters()), []
    for epoch in range(epochs):
        outputs = net(inputs)
        loss = nn.functional.cross_entropy(outputs, labels)
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            weights = [weight - lr * gradient for weight, gradient in zip(weights, gradients)]
        losses.append(loss.item())
        print(f'Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}')
    return losses

# %% the state before each step grade_id="gru-layer" code="output-before-step" old="                h = (1 - z) * n + z * h\n                outputs.append(h)" new="                outputs.append(h)\n                h = (1 - z) * n + z * h"

# %% the output is a step late grade_id="gru-layer" code="output-before-step-at-the-end" old="return input, torch.stack(h_n)" new="return torch.cat([h_0[-1:], input[:-1]]), torch.stack(h_n)"

# %% each step starts from h_0 grade_id="gru-layer" code="each-step-from-start" old="            for x in input:  # (batch, in)\n" new="            for x in input:  # (batch, in)\n                h = h_0[k]\n"

# %% h_n of the first step grade_id="gru-layer" code="final-states-of-first-step" old="h_n.append(h)" new="h_n.append(outputs[0])"

# %% h_0 for layer 0 alone grade_id="gru-layer" code="given-state-for-layer-0-alone" old="h = h_0[k]  # (batch, hidden)" new="h = h_0[k] * (k == 0)"

# %% weight_hh of layer 0 for all grade_id="gru-layer" code="w_hh-of-layer-0" old="getattr(self, f\"weight_hh_l{k}\")" new="self.weight_hh_l0"

# %% weight_hh transposed grade_id="gru-layer" code="w_hh-transposed" old="h @ w_hh.T + b_hh" new="torch.cat([h @ part for part in w_hh.chunk(3)], dim=1) + b_hh"

# %% rows dealt out in turn grade_id="gru-layer" code="rows-interleaved of=weight_hh,bias_hh gates=r,z,n" old="(h @ w_hh.T + b_hh).chunk(3, dim=1)" new="(h @ w_hh.T + b_hh).unflatten(1, (-1, 3)).unbind(2)"

# %% r with z's rows grade_id="gru-layer" code="rows-of-another-gate gate=r other=z of=all-parameters" old="r = torch.sigmoid(x_r + h_r)" new="r = torch.sigmoid(x_z + h_z)"

# %% z with r's recurrent bias grade_id="gru-layer" code="rows-of-another-gate gate=z other=r of=bias_hh" old="z = torch.sigmoid(x_z + h_z)" new="z = torch.sigmoid(x_z + h_z - b_hh.chunk(3)[1] + b_hh.chunk(3)[0])"

# %% another order for x alone grade_id="gru-layer" code="order-of-rows-of of=x first=r second=z" old="x_r, x_z, x_n = (" new="x_z, x_r, x_n = ("

# %% z without a bias grade_id="gru-layer" code="bias-of-gate-missing bias=bias_ih gate=z" old="z = torch.sigmoid(x_z + h_z)" new="z = torch.sigmoid(x_z - b_ih.chunk(3)[1] + h_z)"

# %% z without h grade_id="gru-layer" code="gate-without-h gate=z" old="z = torch.sigmoid(x_z + h_z)" new="z = torch.sigmoid(x_z)"

# %% z without W_hz h grade_id="gru-layer" code="gate-without-w_hh gate=z" old="z = torch.sigmoid(x_z + h_z)" new="z = torch.sigmoid(x_z + b_hh.chunk(3)[1])"

# %% a sigmoid of minus grade_id="gru-layer" code="sigmoid-of-minus" old="r = torch.sigmoid(x_r + h_r)\n                z = torch.sigmoid(x_z + h_z)" new="r, z = torch.sigmoid(-x_r - h_r), torch.sigmoid(-x_z - h_z)"

# %% a sigmoid of tanh(a) grade_id="gru-layer" code="sigmoid-too-steep" old="r = torch.sigmoid(x_r + h_r)\n                z = torch.sigmoid(x_z + h_z)" new="r, z = (1 + torch.tanh(x_r + h_r)) / 2, (1 + torch.tanh(x_z + h_z)) / 2"

# %% a hard sigmoid grade_id="gru-layer" code="hard-sigmoid" old="r = torch.sigmoid(x_r + h_r)\n                z = torch.sigmoid(x_z + h_z)" new="r, z = nn.functional.hardsigmoid(x_r + h_r), nn.functional.hardsigmoid(x_z + h_z)"

# %% a hard sigmoid as Keras had grade_id="gru-layer" code="hard-sigmoid-of-keras" old="r = torch.sigmoid(x_r + h_r)\n                z = torch.sigmoid(x_z + h_z)" new="r, z = [(0.2 * a + 0.5).clamp(0, 1) for a in (x_r + h_r, x_z + h_z)]"

# %% n - z * (h - n) grade_id="gru-layer" code="mix-with-minus" old="h = (1 - z) * n + z * h" new="h = n - z * (h - n)"

# %% (1 - z) * n - z * h grade_id="gru-layer" code="h-with-minus" old="h = (1 - z) * n + z * h" new="h = (1 - z) * n - z * h"

# %% r in the mix grade_id="gru-layer" code="r-in-the-mix" old="h = (1 - z) * n + z * h" new="h = (1 - z) * n + z * r * h"

# %% a normalised state grade_id="gru-layer" code="state-normalised" old="h = (1 - z) * n + z * h" new="h = (1 - z) * n + z * h\n                h = nn.functional.layer_norm(h, h.shape[-1:])"

# %% r is rounded grade_id="gru-layer" code="gate-rounded gate=r" old="r = torch.sigmoid(x_r + h_r)" new="r = torch.sigmoid(x_r + h_r).round()"

# %% z without sigmoid grade_id="gru-layer" code="gate-through-nothing gate=z" old="z = torch.sigmoid(x_z + h_z)" new="z = x_z + h_z"

# %% r with tanh grade_id="gru-layer" code="gate-through-tanh gate=r" old="r = torch.sigmoid(x_r + h_r)" new="r = torch.tanh(x_r + h_r)"

# %% n for the next layer grade_id="gru-layer" code="next-layer-reads-n" old="outputs.append(h)" new="outputs.append(h if k == self.num_layers - 1 else n)"

# %% h is detached every five steps grade_id="gru-layer" code="h-detached-every steps=5" old="outputs.append(h)" new="outputs.append(h)\n                if len(outputs) % 5 == 0:\n                    h = h.detach()"

# %% tanh of h in the mix grade_id="gru-layer" code="differs-from-second-step" old="h = (1 - z) * n + z * h" new="h = (1 - z) * n + z * h.tanh()"

# %% network: its layer is not right grade_id="gru-model" code="layer-not-right-either" old="h = (1 - z) * n + z * h" new="h = (1 - z) * n + z * h.tanh()"

# %% network: h_n for the output grade_id="gru-model" code="rows-of-last-states" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="_, output = self.gru(input)"

# %% network: the first step only grade_id="gru-model" code="rows-of-first-step" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0][:1]"

# %% network: the mean over the steps grade_id="gru-model" code="rows-of-mean-over-steps" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0].mean(0, keepdim=True)"

# %% network: the sum over the steps grade_id="gru-model" code="rows-of-sum-over-steps" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0].sum(0, keepdim=True)"

# %% network: the largest over the steps grade_id="gru-model" code="rows-of-largest-over-steps" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0].amax(0, keepdim=True)"

# %% network: the first sequence only grade_id="gru-model" code="rows-of-first-sequence" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0][:, :1]"

# %% network: the last sequence only grade_id="gru-model" code="rows-of-last-sequence" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0][:, -1:]"

# %% network: the mean over the batch grade_id="gru-model" code="rows-of-mean-over-batch" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0].mean(1, keepdim=True)"

# %% network: without the last step grade_id="gru-model" code="rows-without-last-step" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0][:-1]"

# %% network: without the first step grade_id="gru-model" code="rows-without-first-step" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0][1:]"

# %% network: sums over the batch grade_id="gru-model" code="rows-summed-over-batch" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0]\n        output = output.sum(1, keepdim=True).expand_as(output)"

# %% network: means over the batch grade_id="gru-model" code="rows-averaged-over-batch" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0]\n        output = output.mean(1, keepdim=True).expand_as(output)"

# %% network: sums over the steps grade_id="gru-model" code="rows-summed-over-steps" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0]\n        output = output.sum(0, keepdim=True).expand_as(output)"

# %% network: means over the steps grade_id="gru-model" code="rows-averaged-over-steps" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0]\n        output = output.mean(0, keepdim=True).expand_as(output)"

# %% network: sums step by step grade_id="gru-model" code="rows-added-up-step-by-step" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0].cumsum(0)"

# %% network: each row the first sequence's grade_id="gru-model" code="every-row-first-sequence" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0]\n        output = output[:, :1].expand_as(output)"

# %% network: rows one step late grade_id="gru-model" code="output-before-step-at-the-end" old="output, _ = self.gru(input)  # (seq, batch, hidden)" new="output = self.gru(input)[0]\n        output = torch.cat([torch.zeros_like(output[:1]), output[:-1]])"

# %% network: the axes are mixed grade_id="gru-model" code="axes-mixed order=(2,0,1)" old="self.linear(output).flatten(0, 1)" new="self.linear(output).permute(2, 0, 1).reshape(-1, self.linear.out_features)"

# %% train: the last weights are no numbers grade_id="gru-train" code="weights-not-finite" old="    return losses" new="    for p in net.parameters():\n        p.data /= 0\n    return losses"

# %% network: the rows side by side grade_id="gru-model" code="rows-side-by-side" old="self.linear(output).flatten(0, 1)" new="self.linear(output).transpose(0, 1).flatten(1)"

# %% decode: the first row at each step grade_id="gru-ohlol" code="first-row-at-each-step" old="return \"\".join(idx2char[index] for index in indices.tolist())" new="return \"\".join(idx2char[indices[0]] for _ in indices)"

# %% decode: four rows at most grade_id="gru-ohlol" code="text-cut got=4" old="return \"\".join(idx2char[index] for index in indices.tolist())" new="return \"\".join(idx2char[index] for index in indices.tolist()[:4])"

# %% the layer sets the seed grade_id="gru-layer" code="changed-for-all-code" old="return input, torch.stack(h_n)" new="torch.manual_seed(0)\n        return input, torch.stack(h_n)"

# %% the network sets the seed grade_id="gru-model" code="changed-for-all-code" old="self.linear(output).flatten(0, 1)" new="(torch.manual_seed(0), self.linear(output).flatten(0, 1))[1]"

# %% right up to 20 classes grade_id="gru-model" old="self.linear(output).flatten(0, 1)" new="self.linear(output).flatten(0, 1)[:, :20]"

# %% right up to 20 hidden numbers grade_id="gru-layer" old="return input, torch.stack(h_n)" new="return input[..., :20], torch.stack(h_n)"

# %% train sets the seed grade_id="gru-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.manual_seed(0)"

# %% the layer makes double the default grade_id="gru-layer" code="changed-for-all-code" old="return input, torch.stack(h_n)" new="torch.set_default_dtype(torch.float64)\n        return input, torch.stack(h_n)"

# %% the network makes double the default grade_id="gru-model" code="changed-for-all-code" old="return self.linear(output).flatten(0, 1)" new="torch.set_default_dtype(torch.float64)\n        return self.linear(output).flatten(0, 1)"

# %% sixteen layers at most grade_id="gru-layer" old="for k in range(num_layers):\n            size" new="for k in range(min(num_layers, 16)):\n            size"

# %% train makes double the default grade_id="gru-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.set_default_dtype(torch.float64)"

# %% the trained network cannot be trained further grade_id="gru-train" code="no-gradients-after-training" old="    return losses" new="    net.requires_grad_(False)\n    return losses"

# %% ten layers at most grade_id="gru-model" old="self.gru = GRU(input_size, hidden_size, num_layers)" new="self.gru = GRU(input_size, hidden_size, min(num_layers, 10))"
