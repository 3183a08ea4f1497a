# Bugs, each with the grade id that loses points and with words that name the bug.

# %% one_hot gives integers grade_id="rnn-onehot" code="floats-expected got=torch.int64"
import torch.nn.functional as F

def one_hot(indices, n): return F.one_hot(indices, n)

# %% one_hot takes one axis only grade_id="rnn-onehot"
def one_hot(indices, num_classes):
    out = torch.zeros(len(indices), num_classes)
    out[range(len(indices)), indices] = 1
    return out

# %% one_hot is the transpose grade_id="rnn-onehot" code="other-shape want=(5,6) axes=named-axes got=(6,5)"
def one_hot(indices, n): return torch.eye(n)[:, indices.reshape(-1)]

# %% one_hot counts from 1 grade_id="rnn-onehot" code="other-values"
def one_hot(indices, n): return torch.eye(n)[indices - 1]

# %% h is not carried grade_id="rnn-model" code="state-not-carried"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.L, self.H = num_layers, hidden_size
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            # the bias first, to have another order than torch's
            self.register_parameter(f'b{l}', nn.Parameter(torch.zeros(hidden_size)))
            self.register_parameter(f'U{l}', nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            self.register_parameter(f'W{l}', nn.Parameter(torch.randn(n, hidden_size) * 0.1))
    def forward(self, X):
        seq, batch, _ = X.shape
        for l in range(self.L):
            W, U, b = [getattr(self, f'{k}{l}') for k in 'WUb']
            h, out = X.new_zeros(batch, self.H), []
            for t in range(seq):
                h = torch.tanh(X[t] @ W + h @ U + b)
                out.append(h)
                h = torch.zeros_like(h)
            X = torch.stack(out, dim=0)
        return X.reshape(seq * batch, self.H)

# %% batch first grade_id="rnn-model" code="batch-first"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers, batch_first=True)
    def forward(self, input):
        hidden = None
        out, _ = self.rnn(input, hidden)
        return out.reshape(-1, self.hidden_size)

# %% batch first and a view grade_id="rnn-model" code="crash-before-shape"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers, batch_first=True)
    def forward(self, input):
        hidden = None
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size)

# %% rows batch by batch grade_id="rnn-model" code="rows-by-batch"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.transpose(0, 1).reshape(-1, self.hidden_size)

# %% softmax at the end grade_id="rnn-model" code="ends-in-softmax"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size).softmax(1)

# %% log_softmax at the end grade_id="rnn-model" code="ends-in-log_softmax"
import torch.nn.functional as F

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return F.log_softmax(out.view(-1, self.hidden_size), 1)

# %% ReLU instead of tanh grade_id="rnn-model" code="relu-for-tanh"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers, nonlinearity='relu')
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size)

# %% no activation function grade_id="rnn-model" code="tanh-missing"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.L, self.H = num_layers, hidden_size
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            # the bias first, to have another order than torch's
            self.register_parameter(f'b{l}', nn.Parameter(torch.zeros(hidden_size)))
            self.register_parameter(f'U{l}', nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            self.register_parameter(f'W{l}', nn.Parameter(torch.randn(n, hidden_size) * 0.1))
    def forward(self, X):
        seq, batch, _ = X.shape
        for l in range(self.L):
            W, U, b = [getattr(self, f'{k}{l}') for k in 'WUb']
            h, out = X.new_zeros(batch, self.H), []
            for t in range(seq):
                h = X[t] @ W + h @ U + b
                out.append(h)
            X = torch.stack(out, dim=0)
        return X.reshape(seq * batch, self.H)

# %% sigmoid instead of tanh grade_id="rnn-model" code="sigmoid-for-tanh"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.L, self.H = num_layers, hidden_size
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            # the bias first, to have another order than torch's
            self.register_parameter(f'b{l}', nn.Parameter(torch.zeros(hidden_size)))
            self.register_parameter(f'U{l}', nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            self.register_parameter(f'W{l}', nn.Parameter(torch.randn(n, hidden_size) * 0.1))
    def forward(self, X):
        seq, batch, _ = X.shape
        for l in range(self.L):
            W, U, b = [getattr(self, f'{k}{l}') for k in 'WUb']
            h, out = X.new_zeros(batch, self.H), []
            for t in range(seq):
                h = torch.sigmoid(X[t] @ W + h @ U + b)
                out.append(h)
            X = torch.stack(out, dim=0)
        return X.reshape(seq * batch, self.H)

# %% the sequence is read backwards grade_id="rnn-model"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.L, self.H = num_layers, hidden_size
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            # the bias first, to have another order than torch's
            self.register_parameter(f'b{l}', nn.Parameter(torch.zeros(hidden_size)))
            self.register_parameter(f'U{l}', nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            self.register_parameter(f'W{l}', nn.Parameter(torch.randn(n, hidden_size) * 0.1))
    def forward(self, X):
        seq, batch, _ = X.shape
        for l in range(self.L):
            W, U, b = [getattr(self, f'{k}{l}') for k in 'WUb']
            h, out = X.new_zeros(batch, self.H), []
            for t in reversed(range(seq)):
                h = torch.tanh(X[t] @ W + h @ U + b)
                out.append(h)
            X = torch.stack(out, dim=0)
        return X.reshape(seq * batch, self.H)

# %% the hidden state leaks into the next call grade_id="rnn-model" code="hidden-state-leaks" never="gradient-through-all-steps"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = getattr(self, 'state', torch.zeros(self.num_layers, input.size(1), self.hidden_size))
        out, h = self.rnn(input, hidden)
        self.state = h.detach()
        return out.view(-1, self.hidden_size)

# %% a random first state grade_id="rnn-model" code="draws-numbers"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.randn(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size)

# %% all of it under no_grad grade_id="rnn-model" code="no-gradient-at-all"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        with torch.no_grad():
            out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size)

# %% h is detached grade_id="rnn-model" code="h-detached"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.L, self.H = num_layers, hidden_size
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            # the bias first, to have another order than torch's
            self.register_parameter(f'b{l}', nn.Parameter(torch.zeros(hidden_size)))
            self.register_parameter(f'U{l}', nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            self.register_parameter(f'W{l}', nn.Parameter(torch.randn(n, hidden_size) * 0.1))
    def forward(self, X):
        seq, batch, _ = X.shape
        for l in range(self.L):
            W, U, b = [getattr(self, f'{k}{l}') for k in 'WUb']
            h, out = X.new_zeros(batch, self.H), []
            for t in range(seq):
                h = torch.tanh(X[t] @ W + h.detach() @ U + b)
                out.append(h)
            X = torch.stack(out, dim=0)
        return X.reshape(seq * batch, self.H)

# %% one cell for all upper layers grade_id="rnn-model" code="other-parameters-than-rnn"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.cells = nn.ModuleList(nn.RNNCell(s, hidden_size) for s in sizes)
        self.cells = nn.ModuleList([self.cells[min(i, 1)] for i in range(num_layers)])
        self.h = hidden_size
    def forward(self, input):
        hs = [torch.zeros(input.size(1), self.h) for _ in self.cells]
        outputs = []
        for x in input:
            for i, cell in enumerate(self.cells):
                hs[i] = cell(x, hs[i])
                x = hs[i]
            outputs.append(x)
        return torch.cat(outputs)

# %% all layers share one hidden state grade_id="rnn-model" code="one-state-for-all-layers"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.cells = nn.ModuleList(nn.RNNCell(s, hidden_size) for s in sizes)
        self.h = hidden_size
    def forward(self, input):
        h = torch.zeros(input.size(1), self.h)
        outputs = []
        for x in input:
            for i, cell in enumerate(self.cells):
                h = x = cell(x, h)
            outputs.append(x)
        return torch.cat(outputs)

# %% a layer starts where the one below ended grade_id="rnn-model" code="starts-from-below"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.L, self.H = num_layers, hidden_size
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            # the bias first, to have another order than torch's
            self.register_parameter(f'b{l}', nn.Parameter(torch.zeros(hidden_size)))
            self.register_parameter(f'U{l}', nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            self.register_parameter(f'W{l}', nn.Parameter(torch.randn(n, hidden_size) * 0.1))
    def forward(self, X):
        seq, batch, _ = X.shape
        h = X.new_zeros(batch, self.H)
        for l in range(self.L):
            W, U, b = [getattr(self, f'{k}{l}') for k in 'WUb']
            out = []
            for t in range(seq):
                h = torch.tanh(X[t] @ W + h @ U + b)
                out.append(h)
            X = torch.stack(out, dim=0)
        return X.reshape(seq * batch, self.H)

# %% a trained h_0 grade_id="rnn-model"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.h0 = nn.Parameter(torch.zeros(num_layers, batch_size, hidden_size))
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = self.h0
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size)

# %% h_0 is 1 grade_id="rnn-model" code="h_0-is-1"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.ones(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size)

# %% h is detached every other step grade_id="rnn-model" code="h-detached-every steps=2"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.L, self.H = num_layers, hidden_size
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            # the bias first, to have another order than torch's
            self.register_parameter(f'b{l}', nn.Parameter(torch.zeros(hidden_size)))
            self.register_parameter(f'U{l}', nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            self.register_parameter(f'W{l}', nn.Parameter(torch.randn(n, hidden_size) * 0.1))
    def forward(self, X):
        seq, batch, _ = X.shape
        for l in range(self.L):
            W, U, b = [getattr(self, f'{k}{l}') for k in 'WUb']
            h, out = X.new_zeros(batch, self.H), []
            for t in range(seq):
                h = torch.tanh(X[t] @ W + (h.detach() if t % 2 else h) @ U + b)
                out.append(h)
            X = torch.stack(out, dim=0)
        return X.reshape(seq * batch, self.H)

# %% the weights' .data grade_id="rnn-model" code="gets-no-gradient"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.L, self.H = num_layers, hidden_size
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            # the bias first, to have another order than torch's
            self.register_parameter(f'b{l}', nn.Parameter(torch.zeros(hidden_size)))
            self.register_parameter(f'U{l}', nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            self.register_parameter(f'W{l}', nn.Parameter(torch.randn(n, hidden_size) * 0.1))
    def forward(self, X):
        seq, batch, _ = X.shape
        for l in range(self.L):
            W, U, b = [getattr(self, f'{k}{l}') for k in 'WUb']
            h, out = X.new_zeros(batch, self.H), []
            for t in range(seq):
                h = torch.tanh(X[t] @ W + h @ U.data + b)
                out.append(h)
            X = torch.stack(out, dim=0)
        return X.reshape(seq * batch, self.H)

# %% the output and the state grade_id="rnn-model" code="tensor-expected got=kind-of-length"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size), _

# %% view mixes the axes grade_id="rnn-model" code="axes-mixed order=(2,0,1)"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.permute(2, 0, 1).reshape(-1, self.hidden_size)

# %% the input is added to the state grade_id="rnn-model" code="not-an-rnn"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.L, self.H = num_layers, hidden_size
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            # the bias first, to have another order than torch's
            self.register_parameter(f'b{l}', nn.Parameter(torch.zeros(hidden_size)))
            self.register_parameter(f'U{l}', nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            self.register_parameter(f'W{l}', nn.Parameter(torch.randn(n, hidden_size) * 0.1))
    def forward(self, X):
        seq, batch, _ = X.shape
        for l in range(self.L):
            W, U, b = [getattr(self, f'{k}{l}') for k in 'WUb']
            h, out = X.new_zeros(batch, self.H), []
            for t in range(seq):
                h = torch.tanh(X[t] @ W + h @ U + b)
                out.append(h)
            X = torch.stack(out, dim=0) + (X if l else 0)
        return X.reshape(seq * batch, self.H)

# %% tanh twice grade_id="rnn-model" code="tanh-once-more"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return torch.tanh(out).view(-1, self.hidden_size)

# %% a linear layer at the end grade_id="rnn-model" code="other-parameters-than-rnn"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.fc = nn.Linear(hidden_size, hidden_size)
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return self.fc(out).view(-1, self.hidden_size)

# %% the first state is the input of every step grade_id="rnn-model" code="right-up-to-step step=1"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.L, self.H = num_layers, hidden_size
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            # the bias first, to have another order than torch's
            self.register_parameter(f'b{l}', nn.Parameter(torch.zeros(hidden_size)))
            self.register_parameter(f'U{l}', nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            self.register_parameter(f'W{l}', nn.Parameter(torch.randn(n, hidden_size) * 0.1))
    def forward(self, X):
        seq, batch, _ = X.shape
        for l in range(self.L):
            W, U, b = [getattr(self, f'{k}{l}') for k in 'WUb']
            h, out = X.new_zeros(batch, self.H), []
            for t in range(seq):
                h = torch.tanh(X[0] @ W + h @ U + b)
                out.append(h)
            X = torch.stack(out, dim=0)
        return X.reshape(seq * batch, self.H)

# %% the bias at the first step only grade_id="rnn-model" code="right-up-to-step step=1"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.L, self.H = num_layers, hidden_size
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            # the bias first, to have another order than torch's
            self.register_parameter(f'b{l}', nn.Parameter(torch.zeros(hidden_size)))
            self.register_parameter(f'U{l}', nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1))
            self.register_parameter(f'W{l}', nn.Parameter(torch.randn(n, hidden_size) * 0.1))
    def forward(self, X):
        seq, batch, _ = X.shape
        for l in range(self.L):
            W, U, b = [getattr(self, f'{k}{l}') for k in 'WUb']
            h, out = X.new_zeros(batch, self.H), []
            for t in range(seq):
                h = torch.tanh(X[t] @ W + h @ U + (b if t == 0 else 0))
                out.append(h)
            X = torch.stack(out, dim=0)
        return X.reshape(seq * batch, self.H)

# %% everything stacked, the upper layers share grade_id="rnn-model" code="not-an-rnn"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.W0 = nn.Parameter(torch.rand(input_size, hidden_size) - 0.5)
        self.W = nn.Parameter(torch.rand(max(num_layers - 1, 0), hidden_size, hidden_size) - 0.5)
        self.U = nn.Parameter(torch.rand(num_layers, hidden_size, hidden_size) - 0.5)
        self.b = nn.Parameter(torch.zeros(num_layers, hidden_size))
    def forward(self, x):
        L, H = self.b.shape
        for l in range(L):
            W = self.W0 if l == 0 else self.W[0]
            h = x.new_zeros(x.shape[1], H)
            out = []
            for x_t in x:
                h = torch.tanh(x_t.mm(W) + h.mm(self.U[l]) + self.b[l])
                out.append(h)
            x = torch.stack(out)
        return x.view(-1, H)

# %% always one layer grade_id="rnn-model" code="one-layer-only"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=1)
    def forward(self, input):
        hidden = torch.zeros(1, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size)

# %% the output keeps three axes grade_id="rnn-model" code="rows-not-merged"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out

# %% only the last state grade_id="rnn-model" code="rows-of-last-step"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out[-1]

# %% made for hello alone grade_id="rnn-model" code="raised" says="RuntimeError"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.view(5, 4)

# %% a batch of one only grade_id="rnn-model" code="h_0-shape"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, 1, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size)

# %% weights that nobody registers grade_id="rnn-model" code="it-has-none"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.cells = [nn.RNNCell(input_size if i == 0 else hidden_size, hidden_size) for i in range(num_layers)]
        self.h = hidden_size
    def forward(self, input):
        for cell in self.cells:
            h, out = torch.zeros(input.size(1), self.h), []
            for x in input:
                h = cell(x, h)
                out.append(h)
            input = torch.stack(out)
        return input.flatten(0, 1)

# %% nothing is returned grade_id="rnn-model" code="none-returned"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        out.view(-1, self.hidden_size)

# %% softmax over the batch grade_id="rnn-model" code="ends-in-softmax-over-batch"
import torch.nn.functional as F

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return F.softmax(out, dim=1).view(-1, self.hidden_size)

# %% zero_grad is missing grade_id="rnn-train" code="zero_grad-missing"
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

# %% step is missing grade_id="rnn-train" code="weights-never-change"
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

# %% softmax before cross-entropy grade_id="rnn-train" code="softmax-before-cross-entropy"
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

# %% plain gradient descent grade_id="rnn-train" code="plain-gradient-descent" never="other-default-lr"
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

# %% gradient descent with momentum grade_id="rnn-train" code="other-settings kind=SGD settings=momentum"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
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

# %% another optimizer grade_id="rnn-train" code="other-optimizer kind=RMSprop"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.RMSprop(net.parameters(), lr=lr)
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

# %% weight decay grade_id="rnn-train" code="other-settings kind=Adam settings=weight_decay" never="losses-of-wrong-steps defaults-right-losses-wrong other-default-lr losses-printed"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=1e-2)
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

# %% other betas grade_id="rnn-train" code="other-settings kind=Adam settings=betas"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, betas=(0.5, 0.9))
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

# %% a schedule of the learning rate grade_id="rnn-train" code="optimizer-changes"
from torch import optim

def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses, schedule = [], optim.lr_scheduler.StepLR(optimizer, 1, 0.9)
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step(); schedule.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% gradients clipped by value grade_id="rnn-train" code="gradients-clipped"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        nn.utils.clip_grad_value_(net.parameters(), 0.01); optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% another default of lr, Adam's own grade_id="rnn-train" code="other-default-lr"
def train(net, inputs, labels, epochs=100, lr=1e-3):
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
    return losses

# %% a fixed learning rate grade_id="rnn-train" code="learning-rate-always lr=0.05"
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

# %% Adam's own learning rate grade_id="rnn-train" code="learning-rate-of-adam"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters())
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

# %% always 100 epochs grade_id="rnn-train" code="epochs-ignored count=100"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(100):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% another default of lr, twice what it should be grade_id="rnn-train" code="other-default-lr"
def train(net, inputs, labels, epochs=100, lr=0.1):
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
    return losses

# %% another default of lr, nearly none grade_id="rnn-train" code="other-default-lr"
def train(net, inputs, labels, epochs=100, lr=1e-4):
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
    return losses

# %% it stops once it is good enough grade_id="rnn-train" code="number-of-losses epochs=100"
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
        if epoch >= 10 and losses[-1] < 0.1:
            break
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% it gives up after ten epochs without a better loss grade_id="rnn-train" code="number-of-losses epochs=28"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses, best, waited = [], float('inf'), 0
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        waited = 0 if losses[-1] < best else waited + 1
        best = min(best, losses[-1])
        if waited >= 10:
            break
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the learning rate falls in the second half grade_id="rnn-train" code="optimizer-changes"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 50, 0.5)
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the learning rate falls later on grade_id="rnn-train" code="optimizer-changes"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 30)
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the summed loss grade_id="rnn-train" code="loss-summed"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss(reduction='sum')
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

# %% a new optimizer each epoch grade_id="rnn-train" code="optimizer-each-epoch"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer = torch.optim.Adam(net.parameters(), lr=lr)
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% gradients that are clipped grade_id="rnn-train" code="gradients-clipped" never="losses-of-wrong-steps defaults-right-losses-wrong other-default-lr losses-printed"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 0.25)
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% labels first grade_id="rnn-train" code="loss-arguments-swapped"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(labels, outputs)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% inputs without the axis of the batch grade_id="rnn-train" code="raised" says="the model reads vectors (seq, batch, in)"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs.flatten(0, 1))
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% two steps an epoch grade_id="rnn-train" code="step-twice"
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
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the loss grows grade_id="rnn-train" code="loss-grows"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = -criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% squared error grade_id="rnn-train" code="squared-error"
import torch.nn.functional as F

def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = F.mse_loss(outputs, torch.eye(4)[labels])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% evaluation mode grade_id="rnn-train" code="trained-in-evaluation-mode"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    net.eval()
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% nothing comes back grade_id="rnn-train" code="losses-no-list"
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

# %% only the last loss comes back grade_id="rnn-train" code="losses-no-list"
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
    return losses[-1]

# %% tensors come back grade_id="rnn-train" code="losses-are-tensors"
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

# %% nothing is printed grade_id="rnn-train" code="lines-missing found=none"
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

# %% epochs printed from 1 grade_id="rnn-train" code="epochs-printed"
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

# %% no text is printed grade_id="rnn-train" code="lines-missing found=none"
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
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}")
    return losses

# %% decode gives a list grade_id="rnn-ohlol" code="string-expected"
def decode(o, idx2char): return [idx2char[i] for i in o.argmax(1)]

# %% decode looks down the columns grade_id="rnn-ohlol" code="largest-of-columns"
def decode(o, idx2char): return ''.join(idx2char[i % len(idx2char)] for i in o.argmax(0))

# %% decode looks down the columns, past the last letter grade_id="rnn-ohlol" code="largest-of-columns"
def decode(o, idx2char): return ''.join(idx2char[i] for i in o.argmax(0))

# %% decode takes the least likely grade_id="rnn-ohlol" code="least-likely"
def decode(o, idx2char): return ''.join(idx2char[i] for i in o.argmin(1))

# %% decode knows the answer grade_id="rnn-ohlol" code="text-of-other-length got=5 want=50"
def decode(o, idx2char): return 'ohlol'

# %% decode knows its letters grade_id="rnn-ohlol" code="raised" says="IndexError"
def decode(o, c): return ''.join('ehlo'[i] for i in o.argmax(1))

# %% no bias grade_id="rnn-model" code="rnn-bias-missing layer=0" old="nn.RNN(input_size, hidden_size, num_layers)" new="nn.RNN(input_size, hidden_size, num_layers, bias=False)"

# %% four layers at most grade_id="rnn-model" code="fewer-layers got=4 want=6" old="self.num_layers = num_layers" new="self.num_layers = num_layers = min(num_layers, 4)"

# %% num_layers is not given grade_id="rnn-model" code="num_layers-not-given" old="nn.RNN(input_size, hidden_size, num_layers)" new="nn.RNN(input_size, hidden_size)"

# %% h_0 has the batch first grade_id="rnn-model" code="h_0-shape" old="self.num_layers, self.batch_size, self.hidden_size, device" new="self.batch_size, self.num_layers, self.hidden_size, device"

# %% forward reads a variable outside grade_id="rnn-model" code="argument-ignored" old="self.rnn(input, h_0)" new="self.rnn(torch.eye(4)[[1, 0, 2, 2, 3]].unsqueeze(1).to(h_0), h_0)"

# %% bounded inputs grade_id="rnn-model" code="right-up-to-step" old="self.rnn(input, h_0)" new="self.rnn(input.clamp(-5, 5), h_0)"

# %% backpropagation through ten steps at most grade_id="rnn-model" code="h-detached-every steps=10" old="        output, _ = self.rnn(input, h_0)  # (seq, batch, hidden)\n" new="        parts = []\n        for part in input.split(10):\n            states, h_0 = self.rnn(part, h_0.detach())\n            parts.append(states)\n        output = torch.cat(parts)\n"

# %% decode squeezes a single row away grade_id="rnn-ohlol" code="raised" says="TypeError" old="outputs.argmax(dim=1)" new="outputs.squeeze().argmax(dim=-1)"

# %% decode joins by blanks grade_id="rnn-ohlol" code="joined-by-blanks" never="text-printed" old="\"\".join" new="\" \".join"

# %% decode joins by commas grade_id="rnn-ohlol" code="joined-by" never="text-printed" old="\"\".join" new="\", \".join"

# %% decode reads backwards grade_id="rnn-ohlol" code="text-reversed" old="in indices.tolist()" new="in reversed(indices.tolist())"

# %% decode in capital letters grade_id="rnn-ohlol" code="letters-in-other-case" old="\"\".join(idx2char[index] for index in indices.tolist())" new="\"\".join(idx2char[index] for index in indices.tolist()).upper()"

# %% decode strips blanks grade_id="rnn-ohlol" code="blanks-stripped" old="\"\".join(idx2char[index] for index in indices.tolist())" new="\"\".join(idx2char[index] for index in indices.tolist()).strip()"

# %% decode reads repeated letters once grade_id="rnn-ohlol" code="repeated-letters-once" old="in indices.tolist()" new="in indices.unique_consecutive().tolist()"

# %% decode reads thirty-two rows grade_id="rnn-ohlol" code="text-cut got=32 want=50" old="in indices.tolist()" new="in indices.tolist()[:32]"

# %% decode changes the outputs grade_id="rnn-ohlol" code="changed-in-place" old="outputs.argmax(dim=1)" new="outputs.detach().mul_(2).argmax(dim=1)"

# %% the first five letters are printed grade_id="rnn-train" code="printed-text-cut got=5" old="decode(outputs, idx2char)}" new="decode(outputs[:5], idx2char)}"

# %% amsgrad grade_id="rnn-train" code="other-settings settings=amsgrad kind=Adam" old="lr=lr)" new="lr=lr, amsgrad=True)"

# %% another eps grade_id="rnn-train" code="other-settings settings=eps kind=Adam" old="lr=lr)" new="lr=lr, eps=1e-6)"

# %% gradients that are clipped where they are large grade_id="rnn-train" code="gradients-clipped" old="loss.backward()" new="loss.backward(); nn.utils.clip_grad_norm_(net.parameters(), 20.0)"

# %% a rate fixed at 0.1 grade_id="rnn-train" code="learning-rate-always lr=0.1" never="weights-after-training defaults-right-losses-wrong" old="lr=lr" new="lr=0.1"

# %% a rate fixed at 0.37 grade_id="rnn-train" code="learning-rate-always lr=0.37" never="weights-after-training defaults-right-losses-wrong" old="lr=lr" new="lr=0.37"

# %% half the rate grade_id="rnn-train" code="learning-rate-scaled" old="lr=lr" new="lr=lr / 2"

# %% gradient descent with a fixed rate grade_id="rnn-train" code="two-at-once" old="torch.optim.Adam(net.parameters(), lr=lr)" new="torch.optim.SGD(net.parameters(), lr=0.1)"

# %% fifteen epochs by default grade_id="rnn-train" code="other-default-epochs got=15 want=100" old="epochs=100" new="epochs=15"

# %% lr is 0.01 by default grade_id="rnn-train" code="default-lr-is got=0.01 want=0.05" old="lr=0.05" new="lr=0.01"

# %% always fifteen epochs grade_id="rnn-train" code="epochs-ignored count=15" old="range(epochs)" new="range(15)"

# %% forward changes its argument grade_id="rnn-model" code="changed-in-place" old="return output.reshape(-1, self.hidden_size)" new="input.zero_()\n        return output.reshape(-1, self.hidden_size)"

# %% a crash: h_0 has no axis of the layers grade_id="rnn-model" code="crash-before-shape" old="self.num_layers, self.batch_size, self.hidden_size, device" new="self.batch_size, self.hidden_size, device"

# %% a crash: the last step alone is reshaped grade_id="rnn-model" code="crash-after-other-shape" old="output.reshape(-1, self.hidden_size)" new="output[-1].reshape(len(input), self.hidden_size)"

# %% each loss is too large by less than float32 tells grade_id="rnn-train" code="losses-not-the-mean" old="losses.append(loss.item())" new="losses.append(loss.item() + 1.9e-4)"

# %% the losses are rounded to four digits grade_id="rnn-train" code="losses-rounded digits=4" old="losses.append(loss.item())" new="losses.append(round(loss.item(), 4))"

# %% the losses are rounded to three digits grade_id="rnn-train" code="losses-rounded digits=3" old="losses.append(loss.item())" new="losses.append(round(loss.item(), 3))"

# %% the rate is off by a thousandth grade_id="rnn-train" code="learning-rate-scaled" old="torch.optim.Adam(net.parameters(), lr=lr)" new="torch.optim.Adam(net.parameters(), lr=1.001 * lr)"

# %% zero_grad is missing and the rate is fixed grade_id="rnn-train" code="two-at-once"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)  # (seq * batch, classes)
        loss = criterion(outputs, labels)  # ()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% softmax before the loss and zero_grad missing grade_id="rnn-train" code="two-at-once"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)  # (seq * batch, classes)
        loss = criterion(outputs.softmax(1), labels)  # ()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the 1 is one place too far left grade_id="rnn-onehot" code="ones-one-place-left" old="torch.eye(num_classes)[indices]" new="torch.eye(num_classes)[indices - 1]"

# %% the 1 is one place too far right grade_id="rnn-onehot" code="ones-one-place-right" old="torch.eye(num_classes)[indices]" new="torch.eye(num_classes).roll(1, 1)[indices]"

# %% places from the end grade_id="rnn-onehot" code="ones-from-the-end" old="torch.eye(num_classes)[indices]" new="torch.eye(num_classes).flip(1)[indices]"

# %% 0 and 1 swapped grade_id="rnn-onehot" code="ones-and-zeros-swapped" old="torch.eye(num_classes)[indices]" new="1 - torch.eye(num_classes)[indices]"

# %% the index for the 1 grade_id="rnn-onehot" code="index-for-one" old="torch.eye(num_classes)[indices]" new="torch.eye(num_classes)[indices] * indices.unsqueeze(-1)"

# %% ones up to the index grade_id="rnn-onehot" code="ones-up-to-index" old="torch.eye(num_classes)[indices]" new="torch.ones(num_classes, num_classes).tril()[indices]"

# %% no ones grade_id="rnn-onehot" code="ones-nowhere" old="torch.eye(num_classes)[indices]" new="torch.zeros(num_classes, num_classes)[indices]"

# %% read backwards and left so grade_id="rnn-model" code="read-backwards-left-so" old="output, _ = self.rnn(input, h_0)" new="output, _ = self.rnn(input.flip(0), h_0)"

# %% the input is clamped grade_id="rnn-model" code="input-clamped" old="output, _ = self.rnn(input, h_0)" new="output, _ = self.rnn(input.clamp(-1, 1), h_0)"

# %% the input is halved in place grade_id="rnn-model" code="input-changed" old="output, _ = self.rnn(input, h_0)" new="output, _ = self.rnn(input.mul_(0.5), h_0)"

# %% reshaped for transposed grade_id="rnn-model" code="input-reshaped" old="output, _ = self.rnn(input, h_0)" new="seq, batch, size = input.shape\n        output, _ = self.rnn(input.reshape(batch, seq, size).transpose(0, 1), h_0)"

# %% reshaped for transposed there and back grade_id="rnn-model" code="input-and-output-reshaped" old="output, _ = self.rnn(input, h_0)" new="seq, batch, size = input.shape\n        output, _ = self.rnn(input.reshape(batch, seq, size).transpose(0, 1), h_0)\n        output = output.transpose(0, 1)"

# %% the last states of the layers grade_id="rnn-model" code="rows-of-last-states" old="output, _ = self.rnn(input, h_0)" new="_, output = self.rnn(input, h_0)"

# %% the last states of the layers with their axes grade_id="rnn-model" code="rows-of-last-states" old="output, _ = self.rnn(input, h_0)" new="_, output = self.rnn(input, h_0)\n        return output"

# %% the first step alone grade_id="rnn-model" code="rows-of-first-step" old="output, _ = self.rnn(input, h_0)" new="output, _ = self.rnn(input, h_0)\n        output = output[0]"

# %% every row is the last step grade_id="rnn-model" code="every-row-last-step" old="output, _ = self.rnn(input, h_0)" new="output, _ = self.rnn(input, h_0)\n        output = output[-1:].expand_as(output)"

# %% every row is the first step grade_id="rnn-model" code="every-row-first-step" old="output, _ = self.rnn(input, h_0)" new="output, _ = self.rnn(input, h_0)\n        output = output[:1].expand_as(output)"

# %% the mean of the words is taken off grade_id="rnn-model" code="words-mixed" old="output, _ = self.rnn(input, h_0)" new="output, _ = self.rnn(input + input.mean(1, keepdim=True), h_0)"

# %% the mean of the steps is taken off grade_id="rnn-model" code="later-steps-seen" old="output, _ = self.rnn(input, h_0)" new="output, _ = self.rnn(input - input.mean(0), h_0)"

# %% the state starts anew after two steps grade_id="rnn-model" code="right-up-to-step step=2" old="output, _ = self.rnn(input, h_0)" new="output = torch.cat([self.rnn(part, h_0)[0] for part in (input[:2], input[2:]) if len(part)])"

# %% binary cross-entropy, the mean grade_id="rnn-train" code="binary-cross-entropy" old="loss = criterion(outputs, labels)" new="loss = nn.functional.binary_cross_entropy_with_logits(outputs, nn.functional.one_hot(labels, outputs.shape[1]).to(outputs))"

# %% binary cross-entropy, summed over the classes grade_id="rnn-train" code="binary-cross-entropy" old="loss = criterion(outputs, labels)" new="loss = outputs.shape[1] * nn.functional.binary_cross_entropy_with_logits(outputs, nn.functional.one_hot(labels, outputs.shape[1]).to(outputs))"

# %% the squared error of probabilities grade_id="rnn-train" code="squared-error-after-softmax" old="loss = criterion(outputs, labels)" new="loss = nn.functional.mse_loss(outputs.softmax(1), nn.functional.one_hot(labels, outputs.shape[1]).to(outputs))"

# %% all pairs of rows and labels grade_id="rnn-train" code="loss-of-all-pairs" old="loss = criterion(outputs, labels)" new="loss = -outputs.log_softmax(1)[:, labels].mean()"

# %% the first rows alone grade_id="rnn-train" code="first-rows-alone rows=5" old="loss = criterion(outputs, labels)" new="loss = criterion(outputs[:5], labels[:5])"

# %% the first rows alone, divided by all grade_id="rnn-train" code="first-rows-alone rows=5" old="loss = criterion(outputs, labels)" new="loss = criterion(outputs[:5], labels[:5]) * len(labels[:5]) / len(labels)"

# %% the last row alone grade_id="rnn-train" code="last-rows-alone rows=1" old="loss = criterion(outputs, labels)" new="loss = criterion(outputs[-1:], labels[-1:])"

# %% losses of outputs after the step grade_id="rnn-train" code="loss-after-step" old="losses.append(loss.item())" new="losses.append(criterion(net(inputs), labels).item())"

# %% losses of earlier calls are kept grade_id="rnn-train" code="losses-kept" old="losses = []" new="losses = train.__dict__.setdefault(\"losses\", [])"

# %% the sum is clipped and the mean returned grade_id="rnn-train" code="gradients-clipped" old="loss.backward()" new="(len(labels) * loss).backward()\n        for parameter in net.parameters():\n            parameter.grad.clamp_(-0.1, 0.1)"

# %% the first step has no tanh grade_id="rnn-model" code="first-step-without-tanh"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        sizes = [input_size] + num_layers * [hidden_size]
        self.W_ih = nn.ModuleList(nn.Linear(size, hidden_size) for size in sizes[:-1])
        self.W_hh = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(num_layers))

    def forward(self, input):
        x = input
        for W_ih, W_hh in zip(self.W_ih, self.W_hh):
            h = torch.zeros(x.shape[1], W_hh.out_features)
            states = []
            for step in x:
                h = W_ih(step) + W_hh(h)
                h = torch.tanh(h) if states else h
                states.append(h)
            x = torch.stack(states)
        return x.flatten(0, 1)

# %% the state before each step is collected grade_id="rnn-model" code="states-one-step-late"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        sizes = [input_size] + num_layers * [hidden_size]
        self.W_ih = nn.ModuleList(nn.Linear(size, hidden_size) for size in sizes[:-1])
        self.W_hh = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(num_layers))

    def forward(self, input):
        x = input
        for W_ih, W_hh in zip(self.W_ih, self.W_hh):
            h = torch.zeros(x.shape[1], W_hh.out_features)
            states = []
            for step in x:
                states.append(h)
                h = torch.tanh(W_ih(step) + W_hh(h))
            x = torch.stack(states)
        return x.flatten(0, 1)

# %% each layer reads backwards grade_id="rnn-model" code="each-layer-read-backwards"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        sizes = [input_size] + num_layers * [hidden_size]
        self.W_ih = nn.ModuleList(nn.Linear(size, hidden_size) for size in sizes[:-1])
        self.W_hh = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(num_layers))

    def forward(self, input):
        x = input
        for W_ih, W_hh in zip(self.W_ih, self.W_hh):
            h = torch.zeros(x.shape[1], W_hh.out_features)
            states = []
            for step in x.flip(0):
                h = torch.tanh(W_ih(step) + W_hh(h))
                states.append(h)
            x = torch.stack(states)
        return x.flatten(0, 1)

# %% the states are added up over the batch grade_id="rnn-model" code="words-added"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        sizes = [input_size] + num_layers * [hidden_size]
        self.W_ih = nn.ModuleList(nn.Linear(size, hidden_size) for size in sizes[:-1])
        self.W_hh = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(num_layers))

    def forward(self, input):
        x = input
        for W_ih, W_hh in zip(self.W_ih, self.W_hh):
            h = torch.zeros(x.shape[1], W_hh.out_features)
            states = []
            for step in x:
                h = torch.tanh(W_ih(step) + (h @ W_hh.weight.T).sum(0) + W_hh.bias)
                states.append(h)
            x = torch.stack(states)
        return x.flatten(0, 1)

# %% the state goes on before tanh grade_id="rnn-model" code="carried-before-tanh"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        sizes = [input_size] + num_layers * [hidden_size]
        self.W_ih = nn.ModuleList(nn.Linear(size, hidden_size) for size in sizes[:-1])
        self.W_hh = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(num_layers))

    def forward(self, input):
        x = input
        for W_ih, W_hh in zip(self.W_ih, self.W_hh):
            h = torch.zeros(x.shape[1], W_hh.out_features)
            states = []
            for step in x:
                h = W_ih(step) + W_hh(h)
                states.append(torch.tanh(h))
            x = torch.stack(states)
        return x.flatten(0, 1)

# %% the first layer's states are returned grade_id="rnn-model" code="output-of-first-layer"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        sizes = [input_size] + num_layers * [hidden_size]
        self.W_ih = nn.ModuleList(nn.Linear(size, hidden_size) for size in sizes[:-1])
        self.W_hh = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(num_layers))

    def forward(self, input):
        x = input
        for W_ih, W_hh in zip(self.W_ih, self.W_hh):
            h = torch.zeros(x.shape[1], W_hh.out_features)
            states = []
            for step in x:
                h = torch.tanh(W_ih(step) + W_hh(h))
                states.append(h)
            x = torch.stack(states)
            output = x if W_ih is self.W_ih[0] else output
        return output.flatten(0, 1)

# %% Adam by hand: the betas are swapped grade_id="rnn-train" code="own-adam-betas-swapped"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    means = [[torch.zeros_like(parameter), torch.zeros_like(parameter)] for parameter in net.parameters()]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        with torch.no_grad():
            for parameter, mean in zip(net.parameters(), means):
                mean[0] = 0.999 * mean[0] + (1 - 0.999) * parameter.grad
                mean[1] = 0.9 * mean[1] + (1 - 0.9) * parameter.grad**2
                parameter -= lr * mean[0] / (1 - 0.999 ** (epoch + 1)) / ((mean[1] / (1 - 0.9 ** (epoch + 1))) ** 0.5 + 1e-8)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% Adam by hand: there is no root grade_id="rnn-train" code="own-adam-root-missing"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    means = [[torch.zeros_like(parameter), torch.zeros_like(parameter)] for parameter in net.parameters()]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        with torch.no_grad():
            for parameter, mean in zip(net.parameters(), means):
                mean[0] = 0.9 * mean[0] + (1 - 0.9) * parameter.grad
                mean[1] = 0.999 * mean[1] + (1 - 0.999) * parameter.grad**2
                parameter -= lr * mean[0] / (1 - 0.9 ** (epoch + 1)) / ((mean[1] / (1 - 0.999 ** (epoch + 1)))  + 1e-8)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% Adam by hand: eps is 0.1 grade_id="rnn-train" code="own-adam-eps eps=0.1"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    means = [[torch.zeros_like(parameter), torch.zeros_like(parameter)] for parameter in net.parameters()]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        with torch.no_grad():
            for parameter, mean in zip(net.parameters(), means):
                mean[0] = 0.9 * mean[0] + (1 - 0.9) * parameter.grad
                mean[1] = 0.999 * mean[1] + (1 - 0.999) * parameter.grad**2
                parameter -= lr * mean[0] / (1 - 0.9 ** (epoch + 1)) / ((mean[1] / (1 - 0.999 ** (epoch + 1))) ** 0.5 + 0.1)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% Adam by hand: no bias correction grade_id="rnn-train" code="own-adam-correction-missing"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    means = [[torch.zeros_like(parameter), torch.zeros_like(parameter)] for parameter in net.parameters()]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        with torch.no_grad():
            for parameter, mean in zip(net.parameters(), means):
                mean[0] = 0.9 * mean[0] + (1 - 0.9) * parameter.grad
                mean[1] = 0.999 * mean[1] + (1 - 0.999) * parameter.grad**2
                parameter -= lr * mean[0] / 1 / ((mean[1] / 1) ** 0.5 + 1e-8)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% Adam by hand: no bias correction of m grade_id="rnn-train" code="own-adam-correction-of-m-missing"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    means = [[torch.zeros_like(parameter), torch.zeros_like(parameter)] for parameter in net.parameters()]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        with torch.no_grad():
            for parameter, mean in zip(net.parameters(), means):
                mean[0] = 0.9 * mean[0] + (1 - 0.9) * parameter.grad
                mean[1] = 0.999 * mean[1] + (1 - 0.999) * parameter.grad**2
                parameter -= lr * mean[0] / 1 / ((mean[1] / (1 - 0.999 ** (epoch + 1))) ** 0.5 + 1e-8)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% Adam by hand: no bias correction of v grade_id="rnn-train" code="own-adam-correction-of-v-missing"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    means = [[torch.zeros_like(parameter), torch.zeros_like(parameter)] for parameter in net.parameters()]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        with torch.no_grad():
            for parameter, mean in zip(net.parameters(), means):
                mean[0] = 0.9 * mean[0] + (1 - 0.9) * parameter.grad
                mean[1] = 0.999 * mean[1] + (1 - 0.999) * parameter.grad**2
                parameter -= lr * mean[0] / (1 - 0.9 ** (epoch + 1)) / ((mean[1] / 1) ** 0.5 + 1e-8)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% Adam by hand: the steps are not counted grade_id="rnn-train" code="own-adam-steps-not-counted"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    means = [[torch.zeros_like(parameter), torch.zeros_like(parameter)] for parameter in net.parameters()]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        with torch.no_grad():
            for parameter, mean in zip(net.parameters(), means):
                mean[0] = 0.9 * mean[0] + (1 - 0.9) * parameter.grad
                mean[1] = 0.999 * mean[1] + (1 - 0.999) * parameter.grad**2
                parameter -= lr * mean[0] / (1 - 0.9) / ((mean[1] / (1 - 0.999)) ** 0.5 + 1e-8)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% Adam by hand: the steps are counted from 2 grade_id="rnn-train" code="own-adam-steps-from-two"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    means = [[torch.zeros_like(parameter), torch.zeros_like(parameter)] for parameter in net.parameters()]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        with torch.no_grad():
            for parameter, mean in zip(net.parameters(), means):
                mean[0] = 0.9 * mean[0] + (1 - 0.9) * parameter.grad
                mean[1] = 0.999 * mean[1] + (1 - 0.999) * parameter.grad**2
                parameter -= lr * mean[0] / (1 - 0.9 ** (epoch + 2)) / ((mean[1] / (1 - 0.999 ** (epoch + 2))) ** 0.5 + 1e-8)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% Adam by hand: the gradient for its mean grade_id="rnn-train" code="own-adam-mean-missing"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    means = [[torch.zeros_like(parameter), torch.zeros_like(parameter)] for parameter in net.parameters()]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        with torch.no_grad():
            for parameter, mean in zip(net.parameters(), means):
                mean[0] = 0 * mean[0] + (1 - 0) * parameter.grad
                mean[1] = 0.999 * mean[1] + (1 - 0.999) * parameter.grad**2
                parameter -= lr * mean[0] / 1 / ((mean[1] / (1 - 0.999 ** (epoch + 1))) ** 0.5 + 1e-8)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% Adam by hand: a beta of 0.99 grade_id="rnn-train" code="own-adam-betas first=0.9 second=0.99"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    means = [[torch.zeros_like(parameter), torch.zeros_like(parameter)] for parameter in net.parameters()]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        with torch.no_grad():
            for parameter, mean in zip(net.parameters(), means):
                mean[0] = 0.9 * mean[0] + (1 - 0.9) * parameter.grad
                mean[1] = 0.99 * mean[1] + (1 - 0.99) * parameter.grad**2
                parameter -= lr * mean[0] / (1 - 0.9 ** (epoch + 1)) / ((mean[1] / (1 - 0.99 ** (epoch + 1))) ** 0.5 + 1e-8)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the states are viewed by batch grade_id="rnn-model" code="crash-with-states-by-batch" old="output, _ = self.rnn(input, h_0)" new="output, _ = self.rnn(input, h_0)\n        output = output.transpose(0, 1)\n        output.view(-1)"

# %% the rows side by side grade_id="rnn-model" code="rows-side-by-side" old="output.reshape(-1, self.hidden_size)" new="output.transpose(0, 1).flatten(1)"

# %% one_hot in half precision grade_id="rnn-onehot" code="other-dtype want=torch.float32 got=torch.float16" old="torch.eye(num_classes)[indices]" new="torch.eye(num_classes, dtype=torch.float16)[indices]"

# %% right up to ten hidden numbers grade_id="rnn-model" old="output.reshape(-1, self.hidden_size)" new="output.reshape(-1, self.hidden_size)[:, :10]"

# %% the seed is set in forward grade_id="rnn-model" code="changed-for-all-code" old="output.reshape(-1, self.hidden_size)" new="(output.reshape(-1, self.hidden_size), torch.manual_seed(0))[0]"

# %% the default dtype is set in forward grade_id="rnn-model" code="changed-for-all-code" old="output.reshape(-1, self.hidden_size)" new="(output.reshape(-1, self.hidden_size), torch.set_default_dtype(torch.float16))[0]"

# %% decode sets the seed grade_id="rnn-ohlol" code="changed-for-all-code" old="outputs.argmax(dim=1)" new="(torch.manual_seed(0), outputs.argmax(dim=1))[1]"

# %% train sets the seed grade_id="rnn-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.manual_seed(0)"

# %% the network makes double the default grade_id="rnn-model" code="changed-for-all-code" old="return output.reshape(-1, self.hidden_size)" new="torch.set_default_dtype(torch.float64)\n        return output.reshape(-1, self.hidden_size)"

# %% one_hot makes double the default grade_id="rnn-onehot" code="changed-for-all-code" old="return torch.eye(num_classes)[indices]" new="torch.set_default_dtype(torch.float64)\n    return torch.eye(num_classes)[indices]"

# %% train makes double the default grade_id="rnn-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.set_default_dtype(torch.float64)"

# %% the trained network cannot be trained further grade_id="rnn-train" code="no-gradients-after-training" old="    return losses" new="    net.requires_grad_(False)\n    return losses"

# %% ten layers at most grade_id="rnn-model" old="self.num_layers = num_layers" new="num_layers = self.num_layers = min(num_layers, 10)"
