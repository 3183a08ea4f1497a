# Other spellings of what is right.

# %% the lecture's
def one_hot(indices, num_classes):
    return torch.eye(num_classes)[indices]

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
        return out.view(-1, self.hidden_size)

def decode(outputs, idx2char):
    return ''.join(idx2char[i] for i in outputs.argmax(dim=1))

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
    return losses

# %% cells, step by step
import torch.nn.functional as F
from torch import optim

def one_hot(indices, num_classes):
    return F.one_hot(indices, num_classes=num_classes).float()

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.cells = nn.ModuleList(nn.RNNCell(s, hidden_size) for s in sizes)
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

def decode(outputs, idx2char):
    _, idx = outputs.max(dim=1)
    idx = idx.data.numpy()
    return ''.join([idx2char[x] for x in idx])

def train(net, inputs, labels, epochs=100, lr=0.05):
    net.train()
    opt = optim.Adam(net.parameters(), lr, betas=(0.9, 0.999))
    history = []
    for e in range(epochs):
        loss = F.cross_entropy(net(inputs), labels)
        loss.backward()
        opt.step()
        opt.zero_grad(set_to_none=False)
        history += [float(loss)]
        with torch.no_grad():
            text = decode(net(inputs), idx2char)
        print('Epoch %d/%d, Loss %.4f: %s' % (e, epochs - 1, loss.item(), text))
    return history

# %% own parameters, written as x @ W
import torch.nn.functional as F
from torch import optim

def one_hot(indices, num_classes):
    out = torch.zeros(*indices.shape, num_classes)
    out.scatter_(-1, indices.unsqueeze(-1), 1.0)
    return out

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
            X = torch.stack(out, dim=0)
        return X.reshape(seq * batch, self.H)

def decode(outputs, idx2char):
    text = ""
    for row in outputs:
        value, index = row.topk(1)
        text += idx2char[index.item()]
    return text

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = optim.Adam([{'params': net.parameters()}], lr=lr)
    loss_fn = nn.NLLLoss()
    out = []
    print('training ...')
    for epoch in range(epochs):
        scores = net(inputs)
        loss = loss_fn(F.log_softmax(scores, dim=1), labels)
        net.zero_grad()
        loss.backward()
        optimizer.step()
        out.append(loss.detach().cpu().numpy().item())
        chars = decode(scores, idx2char)
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, out[-1], chars), flush=True)
    print('done')
    return out

# %% one Linear of [x, h]
from torch import optim
import numpy as np

def one_hot(indices, num_classes):
    return (indices[..., None] == torch.arange(num_classes)).to(torch.float32)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        self.linears = nn.ModuleList()
        for i in range(num_layers):
            self.linears.append(nn.Linear((input_size if i == 0 else hidden_size) + hidden_size, hidden_size))
    def step(self, x, hidden):
        new = []
        for linear, h in zip(self.linears, hidden):
            x = linear(torch.cat([x, h], dim=1)).tanh()
            new.append(x)
        return x, new
    def forward(self, input):
        hidden = [torch.zeros(input.shape[1], self.hidden_size)] * self.num_layers
        ys = []
        for t in range(len(input)):
            y, hidden = self.step(input[t], hidden)
            ys.append(y)
        return torch.vstack(ys)

def decode(outputs, idx2char):
    probabilities = torch.softmax(outputs, dim=-1).detach().cpu().numpy()
    return str.join('', map(lambda p: idx2char[int(np.argmax(p))], probabilities))

from tqdm import tqdm
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in tqdm(range(epochs)):
        net.train()
        optimizer.zero_grad()
        loss = criterion(net(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        net.eval()
        with torch.no_grad():
            print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(net(inputs), idx2char)}")
    return losses

# %% one matrix of [h, x], h first
def one_hot(indices, num_classes):
    flat = indices.reshape(-1).tolist()
    rows = [[1.0 if c == i else 0.0 for c in range(num_classes)] for i in flat]
    return torch.tensor(rows).reshape(*indices.size(), num_classes)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        ins = [input_size, *[hidden_size] * (num_layers - 1)]
        self.W = nn.ParameterList([nn.Parameter(torch.randn(hidden_size + n, hidden_size) / 3) for n in ins])
        self.b = nn.ParameterList([nn.Parameter(torch.randn(1, hidden_size) / 3) for n in ins])
        self.hidden = hidden_size
    def forward(self, xs):
        for W, b in zip(self.W, self.b):
            h = torch.zeros(xs.size(1), self.hidden)
            states = []
            for x in torch.unbind(xs):
                h = torch.tanh(torch.mm(torch.cat((h, x), 1), W) + b)
                states.append(h)
            xs = torch.stack(states)
        return xs.flatten(0, 1)

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(list(net.parameters()), lr=lr)
    losses = []
    for epoch in range(epochs):
        seen = {}
        def closure():
            optimizer.zero_grad()
            logits = net(inputs)
            p = torch.exp(logits - logits.max(1, keepdim=True).values)
            p = p / p.sum(1, keepdim=True)
            loss = -torch.log(p[torch.arange(len(labels)), labels]).mean()
            loss.backward()
            seen['logits'] = logits.detach()
            return loss
        loss = optimizer.step(closure)
        losses.append(loss.item())
        print(f'Epoch {epoch}/{epochs-1}, Loss {losses[epoch]:.4f}: {decode(seen["logits"], idx2char)}')
    return losses

# %% two Linears a layer
class Layer(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.h2h = nn.Linear(n_hidden, n_hidden, bias=False)
        self.i2h = nn.Linear(n_in, n_hidden)
        self.n_hidden = n_hidden
    def forward(self, seq):
        h = torch.zeros(seq.size(1), self.n_hidden)
        out = torch.empty(seq.size(0), seq.size(1), self.n_hidden)
        for i, x in enumerate(seq):
            h = torch.tanh(self.i2h(x) + self.h2h(h))
            out[i] = h
        return out

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        layers = [Layer(input_size, hidden_size)]
        layers += [Layer(hidden_size, hidden_size) for _ in range(1, num_layers)]
        self.layers = nn.Sequential(*layers)
    def forward(self, input):
        out = self.layers(input)
        return out.view(out.size(0) * out.size(1), -1)

def decode(outputs, idx2char):
    _, idx = outputs.max(dim=1)
    idx = idx.data.numpy()
    return ''.join([idx2char[x] for x in idx])

# %% batch first, turned round
import torch.nn.functional as F
from torch import optim

def one_hot(indices, num_classes):
    return F.one_hot(indices, num_classes=num_classes).float()

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=True)
    def forward(self, input):
        out, h = self.rnn(input.permute(1, 0, 2))
        return out.transpose(0, 1).contiguous().view(-1, out.size(2))

def decode(outputs, idx2char):
    text = ""
    for row in outputs:
        value, index = row.topk(1)
        text += idx2char[index.item()]
    return text

def train(net, inputs, labels, epochs=100, lr=0.05):
    net.train()
    opt = optim.Adam(net.parameters(), lr, betas=(0.9, 0.999))
    history = []
    for e in range(epochs):
        loss = F.cross_entropy(net(inputs), labels)
        loss.backward()
        opt.step()
        opt.zero_grad(set_to_none=False)
        history += [float(loss)]
        with torch.no_grad():
            text = decode(net(inputs), idx2char)
        print('Epoch %d/%d, Loss %.4f: %s' % (e, epochs - 1, loss.item(), text))
    return history

# %% a subclass of nn.RNN
import torch.nn.functional as F
from torch import optim
import numpy as np

def one_hot(indices, num_classes):
    out = torch.zeros(*indices.shape, num_classes)
    out.scatter_(-1, indices.unsqueeze(-1), 1.0)
    return out

class RNN(nn.RNN):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__(input_size, hidden_size, num_layers)
    def forward(self, input):
        return super().forward(input)[0].reshape(-1, self.hidden_size)

def decode(outputs, idx2char):
    probabilities = torch.softmax(outputs, dim=-1).detach().cpu().numpy()
    return str.join('', map(lambda p: idx2char[int(np.argmax(p))], probabilities))

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = optim.Adam([{'params': net.parameters()}], lr=lr)
    loss_fn = nn.NLLLoss()
    out = []
    print('training ...')
    for epoch in range(epochs):
        scores = net(inputs)
        loss = loss_fn(F.log_softmax(scores, dim=1), labels)
        net.zero_grad()
        loss.backward()
        optimizer.step()
        out.append(loss.detach().cpu().numpy().item())
        chars = decode(scores, idx2char)
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, out[-1], chars), flush=True)
    print('done')
    return out

# %% the inputs' part at once, no h at first
from torch import optim

def one_hot(indices, num_classes):
    return (indices[..., None] == torch.arange(num_classes)).to(torch.float32)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.x2h = nn.ModuleList([nn.Linear(input_size if k == 0 else hidden_size, hidden_size) for k in range(num_layers)])
        self.h2h = nn.ModuleList([nn.Linear(hidden_size, hidden_size, bias=False) for _ in range(num_layers)])
    def forward(self, x):
        for x2h, h2h in zip(self.x2h, self.h2h):
            parts = x2h(x)                      # all steps in one product
            h = None
            out = []
            for part in parts:
                h = torch.tanh(part if h is None else part + h2h(h))
                out += [h]
            x = torch.stack(out)
        return torch.cat(list(x), dim=0)

from tqdm import tqdm
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in tqdm(range(epochs)):
        net.train()
        optimizer.zero_grad()
        loss = criterion(net(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        net.eval()
        with torch.no_grad():
            print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(net(inputs), idx2char)}")
    return losses

# %% single layers, one after the other
def one_hot(indices, num_classes):
    flat = indices.reshape(-1).tolist()
    rows = [[1.0 if c == i else 0.0 for c in range(num_classes)] for i in flat]
    return torch.tensor(rows).reshape(*indices.size(), num_classes)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.stack = nn.ModuleList()
        for layer in range(num_layers):
            self.stack.append(nn.RNN(input_size if layer == 0 else hidden_size, hidden_size))
    def forward(self, input):
        for rnn in self.stack:
            input, _ = rnn(input)
        return torch.flatten(input, end_dim=1)

def decode(outputs, idx2char):
    _, idx = outputs.max(dim=1)
    idx = idx.data.numpy()
    return ''.join([idx2char[x] for x in idx])

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(list(net.parameters()), lr=lr)
    losses = []
    for epoch in range(epochs):
        seen = {}
        def closure():
            optimizer.zero_grad()
            logits = net(inputs)
            p = torch.exp(logits - logits.max(1, keepdim=True).values)
            p = p / p.sum(1, keepdim=True)
            loss = -torch.log(p[torch.arange(len(labels)), labels]).mean()
            loss.backward()
            seen['logits'] = logits.detach()
            return loss
        loss = optimizer.step(closure)
        losses.append(loss.item())
        print(f'Epoch {epoch}/{epochs-1}, Loss {losses[epoch]:.4f}: {decode(seen["logits"], idx2char)}')
    return losses

# %% step by step through all layers, no h at first
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.wx = nn.ModuleList([nn.Linear(input_size if i == 0 else hidden_size, hidden_size) for i in range(num_layers)])
        self.wh = nn.ModuleList([nn.Linear(hidden_size, hidden_size) for i in range(num_layers)])
        self.n = num_layers
    def forward(self, input):
        h = [None] * self.n
        out = []
        for x in input:
            for i in range(self.n):
                a = self.wx[i](x)
                a = a + (self.wh[i](h[i]) if h[i] is not None else self.wh[i].bias)
                x = h[i] = torch.tanh(a)
            out.append(x)
        return torch.cat(out)

def decode(outputs, idx2char):
    text = ""
    for row in outputs:
        value, index = row.topk(1)
        text += idx2char[index.item()]
    return text

# %% all layers in three parameters
import torch.nn.functional as F
from torch import optim
import numpy as np

def one_hot(indices, num_classes):
    return F.one_hot(indices, num_classes=num_classes).float()

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
            W = self.W0 if l == 0 else self.W[l - 1]
            h = x.new_zeros(x.shape[1], H)
            out = []
            for x_t in x:
                h = torch.tanh(x_t.mm(W) + h.mm(self.U[l]) + self.b[l])
                out.append(h)
            x = torch.stack(out)
        return x.view(-1, H)

def decode(outputs, idx2char):
    probabilities = torch.softmax(outputs, dim=-1).detach().cpu().numpy()
    return str.join('', map(lambda p: idx2char[int(np.argmax(p))], probabilities))

def train(net, inputs, labels, epochs=100, lr=0.05):
    net.train()
    opt = optim.Adam(net.parameters(), lr, betas=(0.9, 0.999))
    history = []
    for e in range(epochs):
        loss = F.cross_entropy(net(inputs), labels)
        loss.backward()
        opt.step()
        opt.zero_grad(set_to_none=False)
        history += [float(loss)]
        with torch.no_grad():
            text = decode(net(inputs), idx2char)
        print('Epoch %d/%d, Loss %.4f: %s' % (e, epochs - 1, loss.item(), text))
    return history

# %% U before W, stacked and in columns
import torch.nn.functional as F
from torch import optim

def one_hot(indices, num_classes):
    out = torch.zeros(*indices.shape, num_classes)
    out.scatter_(-1, indices.unsqueeze(-1), 1.0)
    return out

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        k = 1.0 / hidden_size ** 0.5
        def new(*shape):
            return nn.Parameter(torch.empty(*shape).uniform_(-k, k))
        self.U = new(num_layers, hidden_size, hidden_size)
        self.Ws = nn.ParameterDict({str(l): new(hidden_size, hidden_size if l else input_size) for l in range(num_layers)})
        self.b, self.c = new(num_layers, hidden_size, 1), new(num_layers, hidden_size, 1)
    def forward(self, x):
        seq, batch, _ = x.shape
        columns = x.permute(0, 2, 1)                       # (seq, in, batch)
        for l in range(len(self.U)):
            h = torch.zeros(self.U.size(1), batch)
            states = []
            for t in range(seq):
                h = torch.tanh(self.U[l] @ h + self.c[l] + self.Ws[str(l)] @ columns[t] + self.b[l])
                states.append(h)
            columns = torch.stack(states)
        return columns.permute(0, 2, 1).reshape(seq * batch, -1)

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = optim.Adam([{'params': net.parameters()}], lr=lr)
    loss_fn = nn.NLLLoss()
    out = []
    print('training ...')
    for epoch in range(epochs):
        scores = net(inputs)
        loss = loss_fn(F.log_softmax(scores, dim=1), labels)
        net.zero_grad()
        loss.backward()
        optimizer.step()
        out.append(loss.detach().cpu().numpy().item())
        chars = decode(scores, idx2char)
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, out[-1], chars), flush=True)
    print('done')
    return out

# %% one augmented matrix a layer, the bias in it
from torch import optim

def one_hot(indices, num_classes):
    return (indices[..., None] == torch.arange(num_classes)).to(torch.float32)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.theta = nn.ParameterList()
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            self.theta.append(nn.Parameter(torch.randn(hidden_size, n + hidden_size + 1) * 0.3))
    def forward(self, x):
        for theta in self.theta:
            h = torch.zeros(x.size(1), theta.size(0))
            one = torch.ones(x.size(1), 1)
            out = []
            for x_t in x:
                h = torch.tanh(torch.cat([x_t, h, one], dim=-1) @ theta.t())
                out.append(h)
            x = torch.stack(out, 0)
        return torch.cat([row for row in x], 0)

def decode(outputs, idx2char):
    _, idx = outputs.max(dim=1)
    idx = idx.data.numpy()
    return ''.join([idx2char[x] for x in idx])

from tqdm import tqdm
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in tqdm(range(epochs)):
        net.train()
        optimizer.zero_grad()
        loss = criterion(net(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        net.eval()
        with torch.no_grad():
            print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(net(inputs), idx2char)}")
    return losses

# %% the bias as the first row, then h, then x
def one_hot(indices, num_classes):
    flat = indices.reshape(-1).tolist()
    rows = [[1.0 if c == i else 0.0 for c in range(num_classes)] for i in flat]
    return torch.tensor(rows).reshape(*indices.size(), num_classes)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        for l in range(num_layers):
            n = 1 + hidden_size + (input_size if l == 0 else hidden_size)
            setattr(self, 'A%d' % l, nn.Parameter(torch.nn.init.xavier_uniform_(torch.empty(n, hidden_size))))
        self.L, self.H, self.B = num_layers, hidden_size, batch_size
    def forward(self, input):
        h = torch.zeros(self.L, self.B, self.H)
        rows = []
        for x in input:
            new = []
            for l in range(self.L):
                x = torch.tanh(torch.hstack([torch.ones(self.B, 1), h[l], x]) @ getattr(self, 'A%d' % l))
                new.append(x)
            h = torch.stack(new)
            rows.append(h[-1])
        return torch.vstack(rows)

def decode(outputs, idx2char):
    text = ""
    for row in outputs:
        value, index = row.topk(1)
        text += idx2char[index.item()]
    return text

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(list(net.parameters()), lr=lr)
    losses = []
    for epoch in range(epochs):
        seen = {}
        def closure():
            optimizer.zero_grad()
            logits = net(inputs)
            p = torch.exp(logits - logits.max(1, keepdim=True).values)
            p = p / p.sum(1, keepdim=True)
            loss = -torch.log(p[torch.arange(len(labels)), labels]).mean()
            loss.backward()
            seen['logits'] = logits.detach()
            return loss
        loss = optimizer.step(closure)
        losses.append(loss.item())
        print(f'Epoch {epoch}/{epochs-1}, Loss {losses[epoch]:.4f}: {decode(seen["logits"], idx2char)}')
    return losses

# %% everything in one vector
import torch.nn.functional as F
import numpy as np

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.shapes = []
        for l in range(num_layers):
            n = input_size if l == 0 else hidden_size
            self.shapes += [(hidden_size, n), (hidden_size, hidden_size), (hidden_size,)]
        self.theta = nn.Parameter(torch.randn(sum(int(np.prod(s)) for s in self.shapes)) * 0.2)
        self.H = hidden_size
    def weights(self):
        at = 0
        for shape in self.shapes:
            n = int(np.prod(shape))
            yield self.theta[at:at + n].view(shape)
            at += n
    def forward(self, x):
        w = list(self.weights())
        while w:
            W, U, b, *w = w
            h, out = torch.zeros(x.size(1), self.H), []
            for x_t in x:
                h = torch.tanh(F.linear(x_t, W, b) + F.linear(h, U))
                out.append(h)
            x = torch.stack(out)
        return x.reshape(-1, self.H)

def decode(outputs, idx2char):
    probabilities = torch.softmax(outputs, dim=-1).detach().cpu().numpy()
    return str.join('', map(lambda p: idx2char[int(np.argmax(p))], probabilities))

# %% flattened weights, einsum, states written in place
import torch.nn.functional as F
from torch import optim

def one_hot(indices, num_classes):
    return F.one_hot(indices, num_classes=num_classes).float()

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.sizes = [input_size] + [hidden_size] * num_layers
        make = lambda n: nn.Parameter(torch.randn(n) / 4)
        self.w = nn.ParameterList([make(a * hidden_size) for a in self.sizes[:-1]])
        self.u = nn.ParameterList([make(hidden_size * hidden_size) for a in self.sizes[:-1]])
        self.b = nn.ParameterList([make(hidden_size) for a in self.sizes[:-1]])
    def forward(self, x):
        T, B, _ = x.shape
        H = self.sizes[-1]
        for a, w, u, b in zip(self.sizes, self.w, self.u, self.b):
            states = torch.zeros(T + 1, B, H)
            for t in range(T):
                z = torch.einsum('bi,ih->bh', x[t], w.view(a, H)) + torch.einsum('bi,ih->bh', states[t].clone(), u.view(H, H))
                states[t + 1] = torch.tanh(z + b)
            x = states[1:]
        return torch.reshape(x, (T * B, H))

def train(net, inputs, labels, epochs=100, lr=0.05):
    net.train()
    opt = optim.Adam(net.parameters(), lr, betas=(0.9, 0.999))
    history = []
    for e in range(epochs):
        loss = F.cross_entropy(net(inputs), labels)
        loss.backward()
        opt.step()
        opt.zero_grad(set_to_none=False)
        history += [float(loss)]
        with torch.no_grad():
            text = decode(net(inputs), idx2char)
        print('Epoch %d/%d, Loss %.4f: %s' % (e, epochs - 1, loss.item(), text))
    return history

# %% a convolution of width one for x
import torch.nn.functional as F
from torch import optim

def one_hot(indices, num_classes):
    out = torch.zeros(*indices.shape, num_classes)
    out.scatter_(-1, indices.unsqueeze(-1), 1.0)
    return out

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.first = nn.ModuleList([nn.Conv1d(input_size if l == 0 else hidden_size, hidden_size, 1) for l in range(num_layers)])
        self.rest = nn.ModuleList([nn.Linear(hidden_size, hidden_size, bias=False) for _ in range(num_layers)])
    def forward(self, x):
        for conv, linear in zip(self.first, self.rest):
            a = conv(x.permute(1, 2, 0)).permute(2, 0, 1)
            h = torch.zeros_like(a[0])
            states = []
            for a_t in a:
                h = (a_t + linear(h)).tanh()
                states.append(h)
            x = torch.stack(states)
        return x.flatten(end_dim=1)

def decode(outputs, idx2char):
    _, idx = outputs.max(dim=1)
    idx = idx.data.numpy()
    return ''.join([idx2char[x] for x in idx])

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = optim.Adam([{'params': net.parameters()}], lr=lr)
    loss_fn = nn.NLLLoss()
    out = []
    print('training ...')
    for epoch in range(epochs):
        scores = net(inputs)
        loss = loss_fn(F.log_softmax(scores, dim=1), labels)
        net.zero_grad()
        loss.backward()
        optimizer.step()
        out.append(loss.detach().cpu().numpy().item())
        chars = decode(scores, idx2char)
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, out[-1], chars), flush=True)
    print('done')
    return out

# %% word by word, number by number of the batch
from torch import optim

def one_hot(indices, num_classes):
    return (indices[..., None] == torch.arange(num_classes)).to(torch.float32)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super(RNN, self).__init__()
        self.hidden_size = hidden_size
        self.Wx = nn.ParameterList([nn.Parameter(torch.randn(hidden_size, input_size if i == 0 else hidden_size)) for i in range(num_layers)])
        self.Wh = nn.ParameterList([nn.Parameter(torch.randn(hidden_size, hidden_size)) for i in range(num_layers)])
        self.bh = nn.ParameterList([nn.Parameter(torch.randn(hidden_size)) for i in range(num_layers)])
    def layer(self, xs, i):
        h = torch.zeros(self.hidden_size)
        hs = []
        for x in xs:
            h = torch.tanh(self.Wx[i] @ x + self.Wh[i] @ h + self.bh[i])
            hs.append(h)
        return hs
    def forward(self, input):
        sequences = []
        for b in range(input.shape[1]):
            xs = list(input[:, b])
            for i in range(len(self.Wx)):
                xs = self.layer(xs, i)
            sequences.append(torch.stack(xs))
        return torch.stack(sequences, dim=1).view(-1, self.hidden_size)

def decode(outputs, idx2char):
    text = ""
    for row in outputs:
        value, index = row.topk(1)
        text += idx2char[index.item()]
    return text

from tqdm import tqdm
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in tqdm(range(epochs)):
        net.train()
        optimizer.zero_grad()
        loss = criterion(net(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        net.eval()
        with torch.no_grad():
            print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(net(inputs), idx2char)}")
    return losses

# %% tanh from sigmoid, recursion
import numpy as np

def one_hot(indices, num_classes):
    flat = indices.reshape(-1).tolist()
    rows = [[1.0 if c == i else 0.0 for c in range(num_classes)] for i in flat]
    return torch.tensor(rows).reshape(*indices.size(), num_classes)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.below = RNN(input_size, hidden_size, batch_size, num_layers - 1) if num_layers > 1 else None
        self.W = nn.Linear(hidden_size if num_layers > 1 else input_size, hidden_size)
        self.U = nn.Linear(hidden_size, hidden_size, bias=False)
        self.H = hidden_size
    def forward(self, input):
        seq, batch = input.shape[:2]
        if self.below is not None:
            input = self.below(input).view(seq, batch, self.H)
        h = torch.zeros(batch, self.H)
        out = []
        for t in range(seq):
            h = 2 * torch.sigmoid(2 * (self.W(input[t]) + self.U(h))) - 1
            out.append(h)
        return torch.cat(out, 0)

def decode(outputs, idx2char):
    probabilities = torch.softmax(outputs, dim=-1).detach().cpu().numpy()
    return str.join('', map(lambda p: idx2char[int(np.argmax(p))], probabilities))

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(list(net.parameters()), lr=lr)
    losses = []
    for epoch in range(epochs):
        seen = {}
        def closure():
            optimizer.zero_grad()
            logits = net(inputs)
            p = torch.exp(logits - logits.max(1, keepdim=True).values)
            p = p / p.sum(1, keepdim=True)
            loss = -torch.log(p[torch.arange(len(labels)), labels]).mean()
            loss.backward()
            seen['logits'] = logits.detach()
            return loss
        loss = optimizer.step(closure)
        losses.append(loss.item())
        print(f'Epoch {epoch}/{epochs-1}, Loss {losses[epoch]:.4f}: {decode(seen["logits"], idx2char)}')
    return losses

# %% lazy layers, a spare one that is never used
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.x2h = nn.ModuleList([nn.LazyLinear(hidden_size) for _ in range(num_layers)])
        self.h2h = nn.ModuleList([nn.Linear(hidden_size, hidden_size) for _ in range(num_layers)])
        self.fc = nn.Linear(hidden_size, 10)
    def forward(self, input):
        h = [torch.zeros(input.size(1), self.h2h[0].in_features) for _ in self.h2h]
        out = []
        for x in input.unbind(0):
            for k, (a, b) in enumerate(zip(self.x2h, self.h2h)):
                h[k] = x = torch.tanh(a(x) + b(h[k]))
            out.append(x.unsqueeze(0))
        out = torch.cat(out, dim=0)
        return out.view(-1, out.shape[-1])

# %% addmm, the pair of weights in one parameter
import torch.nn.functional as F
from torch import optim

def one_hot(indices, num_classes):
    return F.one_hot(indices, num_classes=num_classes).float()

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.W0 = nn.Parameter(torch.randn(input_size, hidden_size) * .4)
        self.WU = nn.Parameter(torch.randn(num_layers, 2, hidden_size, hidden_size) * .4)
        self.bias = nn.Parameter(torch.zeros(num_layers, 1, hidden_size))
    def forward(self, x):
        for l, ((W, U), b) in enumerate(zip(self.WU, self.bias)):
            W = self.W0 if l == 0 else W
            h = torch.zeros(x.size(1), U.size(0))
            out = []
            for x_t in x:
                h = torch.addmm(torch.addmm(b, x_t, W), h, U).tanh()
                out.append(h)
            x = torch.stack(out)
        return x.reshape(-1, x.size(-1))

def decode(outputs, idx2char):
    _, idx = outputs.max(dim=1)
    idx = idx.data.numpy()
    return ''.join([idx2char[x] for x in idx])

def train(net, inputs, labels, epochs=100, lr=0.05):
    net.train()
    opt = optim.Adam(net.parameters(), lr, betas=(0.9, 0.999))
    history = []
    for e in range(epochs):
        loss = F.cross_entropy(net(inputs), labels)
        loss.backward()
        opt.step()
        opt.zero_grad(set_to_none=False)
        history += [float(loss)]
        with torch.no_grad():
            text = decode(net(inputs), idx2char)
        print('Epoch %d/%d, Loss %.4f: %s' % (e, epochs - 1, loss.item(), text))
    return history

# %% compiled as a script
import torch.nn.functional as F
from torch import optim

def one_hot(indices, num_classes):
    out = torch.zeros(*indices.shape, num_classes)
    out.scatter_(-1, indices.unsqueeze(-1), 1.0)
    return out

class Cell(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.W = nn.Parameter(torch.randn(m, n) / 2)
        self.U = nn.Parameter(torch.randn(m, m) / 2)
        self.b = nn.Parameter(torch.randn(m) / 2)
    def forward(self, x, h):
        return torch.tanh(x @ self.W.t() + h @ self.U.t() + self.b)
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        cells = [Cell(input_size if i == 0 else hidden_size, hidden_size) for i in range(num_layers)]
        zero = torch.zeros(batch_size, hidden_size)
        shape = lambda i: torch.zeros(batch_size, input_size if i == 0 else hidden_size)
        self.cells = nn.ModuleList([torch.jit.trace(cell, (shape(i), zero)) for i, cell in enumerate(cells)])
    def forward(self, input):
        for cell in self.cells:
            h = torch.zeros(input.size(1), cell.U.size(0))
            out = []
            for x in input:
                h = cell(x, h)
                out.append(h)
            input = torch.stack(out)
        return input.flatten(0, 1)

def decode(outputs, idx2char):
    text = ""
    for row in outputs:
        value, index = row.topk(1)
        text += idx2char[index.item()]
    return text

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = optim.Adam([{'params': net.parameters()}], lr=lr)
    loss_fn = nn.NLLLoss()
    out = []
    print('training ...')
    for epoch in range(epochs):
        scores = net(inputs)
        loss = loss_fn(F.log_softmax(scores, dim=1), labels)
        net.zero_grad()
        loss.backward()
        optimizer.step()
        out.append(loss.detach().cpu().numpy().item())
        chars = decode(scores, idx2char)
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, out[-1], chars), flush=True)
    print('done')
    return out

# %% tanh by hand, everything float
from torch import optim
import numpy as np

def one_hot(indices, num_classes):
    return (indices[..., None] == torch.arange(num_classes)).to(torch.float32)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers).float()
        self.shape = (num_layers, batch_size, hidden_size)
    def forward(self, input):
        h0 = torch.zeros(self.shape, dtype=torch.float32)
        out, _ = self.rnn.float()(input.float(), h0)
        return out.reshape(-1, self.shape[-1])

def decode(outputs, idx2char):
    probabilities = torch.softmax(outputs, dim=-1).detach().cpu().numpy()
    return str.join('', map(lambda p: idx2char[int(np.argmax(p))], probabilities))

from tqdm import tqdm
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in tqdm(range(epochs)):
        net.train()
        optimizer.zero_grad()
        loss = criterion(net(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        net.eval()
        with torch.no_grad():
            print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(net(inputs), idx2char)}")
    return losses

# %% a dataclass, with the batch first inside
def one_hot(indices, num_classes):
    flat = indices.reshape(-1).tolist()
    rows = [[1.0 if c == i else 0.0 for c in range(num_classes)] for i in flat]
    return torch.tensor(rows).reshape(*indices.size(), num_classes)

from dataclasses import dataclass

@dataclass(eq=False)
class RNN(nn.Module):
    input_size: int
    hidden_size: int
    batch_size: int
    num_layers: int

    def __post_init__(self) -> None:
        super().__init__()
        self.rnn = nn.RNN(self.input_size, self.hidden_size, self.num_layers, batch_first=True)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        output, _ = self.rnn(input.transpose(0, 1))
        return output.transpose(0, 1).reshape(-1, self.hidden_size)

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(list(net.parameters()), lr=lr)
    losses = []
    for epoch in range(epochs):
        seen = {}
        def closure():
            optimizer.zero_grad()
            logits = net(inputs)
            p = torch.exp(logits - logits.max(1, keepdim=True).values)
            p = p / p.sum(1, keepdim=True)
            loss = -torch.log(p[torch.arange(len(labels)), labels]).mean()
            loss.backward()
            seen['logits'] = logits.detach()
            return loss
        loss = optimizer.step(closure)
        losses.append(loss.item())
        print(f'Epoch {epoch}/{epochs-1}, Loss {losses[epoch]:.4f}: {decode(seen["logits"], idx2char)}')
    return losses

# %% gradients of a function of the parameters
import torch.nn.functional as F

from torch.func import functional_call, grad_and_value

def train(net, inputs, labels, epochs=100, lr=0.05):
    parameters = dict(net.named_parameters())
    optimizer = torch.optim.Adam(parameters.values(), lr=lr)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1.0)
    def objective(values):
        outputs = functional_call(net, values, (inputs,))
        return F.cross_entropy(outputs, labels), outputs
    losses = []
    for epoch in range(epochs):
        values = {name: parameter.detach() for name, parameter in parameters.items()}
        gradients, (loss, outputs) = grad_and_value(objective, has_aux=True)(values)
        for name, parameter in parameters.items():
            parameter.grad = gradients[name]
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the loss in float32 old="criterion(outputs, labels)" new="criterion(outputs.float(), labels)"
