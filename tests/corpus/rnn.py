"""rnn as students write it: right in many spellings, wrong in the usual ways. Each answer is one cell."""

# ruff: noqa: E501 - lines of code within lines of code

from __future__ import annotations

from corpus import Answers, Bug

HEAD = """
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import optim
import numpy as np
idx2char = ['e', 'h', 'l', 'o']
"""

ONE_HOTS = {
    "rows of the identity": """
def one_hot(indices, num_classes):
    return torch.eye(num_classes)[indices]
""",
    "ready-made": """
def one_hot(indices, num_classes):
    return F.one_hot(indices, num_classes=num_classes).float()
""",
    "scatter": """
def one_hot(indices, num_classes):
    out = torch.zeros(*indices.shape, num_classes)
    out.scatter_(-1, indices.unsqueeze(-1), 1.0)
    return out
""",
    "comparison": """
def one_hot(indices, num_classes):
    return (indices[..., None] == torch.arange(num_classes)).to(torch.float32)
""",
    "loop": """
def one_hot(indices, num_classes):
    flat = indices.reshape(-1).tolist()
    rows = [[1.0 if c == i else 0.0 for c in range(num_classes)] for i in flat]
    return torch.tensor(rows).reshape(*indices.size(), num_classes)
""",
}

MODELS = {
    "the lecture's": """
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
""",
    "cells, step by step": """
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
""",
    "own parameters, written as x @ W": """
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
""",
    "one Linear of [x, h]": """
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
""",
    "one matrix of [h, x], h first": """
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
""",
    "two Linears a layer": """
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
""",
    "batch first, turned round": """
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=True)
    def forward(self, input):
        out, h = self.rnn(input.permute(1, 0, 2))
        return out.transpose(0, 1).contiguous().view(-1, out.size(2))
""",
    "a subclass of nn.RNN": """
class RNN(nn.RNN):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__(input_size, hidden_size, num_layers)
    def forward(self, input):
        return super().forward(input)[0].reshape(-1, self.hidden_size)
""",
    "the inputs' part at once, no h at first": """
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
""",
    "single layers, one after the other": """
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
""",
    "step by step through all layers, no h at first": """
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
""",
    "all layers in three parameters": """
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
""",
    "U before W, stacked and in columns": """
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
""",
    "one augmented matrix a layer, the bias in it": """
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
""",
    "the bias as the first row, then h, then x": """
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
""",
    "everything in one vector": """
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
""",
    "flattened weights, einsum, states written in place": """
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
""",
    "a convolution of width one for x": """
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
""",
    "word by word, number by number of the batch": """
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
""",
    "no bias, tanh from sigmoid, recursion": """
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.below = RNN(input_size, hidden_size, batch_size, num_layers - 1) if num_layers > 1 else None
        self.W = nn.Linear(hidden_size if num_layers > 1 else input_size, hidden_size, bias=False)
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
""",
    "lazy layers, a spare one that is never used": """
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
""",
    "addmm, the pair of weights in one parameter": """
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
""",
    "compiled as a script": """
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
""",
    "tanh by hand, everything float": """
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers).float()
        self.shape = (num_layers, batch_size, hidden_size)
    def forward(self, input):
        h0 = torch.zeros(self.shape, dtype=torch.float32)
        out, _ = self.rnn.float()(input.float(), h0)
        return out.reshape(-1, self.shape[-1])
""",
    "a dataclass, with the batch first inside": """
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
""",
}

DECODES = {
    "join": """
def decode(outputs, idx2char):
    return ''.join(idx2char[i] for i in outputs.argmax(dim=1))
""",
    "max": """
def decode(outputs, idx2char):
    _, idx = outputs.max(dim=1)
    idx = idx.data.numpy()
    return ''.join([idx2char[x] for x in idx])
""",
    "topk": """
def decode(outputs, idx2char):
    text = ""
    for row in outputs:
        value, index = row.topk(1)
        text += idx2char[index.item()]
    return text
""",
    "softmax first": """
def decode(outputs, idx2char):
    probabilities = torch.softmax(outputs, dim=-1).detach().cpu().numpy()
    return str.join('', map(lambda p: idx2char[int(np.argmax(p))], probabilities))
""",
}

TRAINS = {
    "the lecture's": """
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
""",
    "cleared after the step, read after it too": """
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
""",
    "NLL over log_softmax": """
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
""",
    "read in evaluation mode, a bar of progress": """
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
""",
    "cross-entropy by hand, step with a closure": """
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
""",
}

SOUND = Answers(
    HEAD,
    one_hot=ONE_HOTS["rows of the identity"],
    model=MODELS["the lecture's"],
    decode=DECODES["join"],
    train=TRAINS["the lecture's"],
)


def _right() -> dict[str, Answers]:
    # Each spelling of a network comes with other spellings of the rest.
    others = [list(spellings.values()) for spellings in (ONE_HOTS, DECODES, TRAINS)]
    return {
        name: SOUND.with_(
            model=model,
            one_hot=others[0][i % len(others[0])],
            decode=others[1][i % len(others[1])],
            train=others[2][i % len(others[2])],
        )
        for i, (name, model) in enumerate(MODELS.items())
    }


RIGHT = _right() | {
    # Not with every network: parameters that forward converts cannot be a function's arguments.
    "gradients of a function of the parameters": SOUND.with_(
        train="""
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
"""
    )
}


def _edited(answer: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in answer, old
        answer = answer.replace(old, new)
    return answer


def _model(*edits: tuple[str, str]) -> Answers:
    return SOUND.with_(model=_edited(SOUND.parts["model"], *edits))


def _train(*edits: tuple[str, str]) -> Answers:
    return SOUND.with_(train=_edited(SOUND.parts["train"], *edits))


def _by_hand(*edits: tuple[str, str]) -> Answers:
    return SOUND.with_(model=_edited(MODELS["own parameters, written as x @ W"], *edits))


RETURN = "return out.view(-1, self.hidden_size)"
ONE_HOT, MODEL, TRAIN, OHLOL = "rnn-onehot", "rnn-model", "rnn-train", "rnn-ohlol"

BUGS = {
    # one_hot
    "one_hot gives integers": Bug(
        ONE_HOT,
        SOUND.with_(one_hot="def one_hot(indices, n): return F.one_hot(indices, n)"),
        "expected floats",
    ),
    "one_hot takes one axis only": Bug(
        ONE_HOT,
        SOUND.with_(
            one_hot="""
def one_hot(indices, num_classes):
    out = torch.zeros(len(indices), num_classes)
    out[range(len(indices)), indices] = 1
    return out
"""
        ),
        "",
    ),
    "one_hot is the transpose": Bug(
        ONE_HOT,
        SOUND.with_(one_hot="def one_hot(indices, n): return torch.eye(n)[:, indices.reshape(-1)]"),
        "expected the shape (5, 6) = (…, num_classes), got (6, 5)",
    ),
    "one_hot counts from 1": Bug(
        ONE_HOT, SOUND.with_(one_hot="def one_hot(indices, n): return torch.eye(n)[indices - 1]"), "the shape"
    ),
    # the network
    "h is not carried": Bug(
        MODEL,
        _by_hand(
            (
                "torch.tanh(X[t] @ W + h @ U + b)\n                out.append(h)",
                "torch.tanh(X[t] @ W + h @ U + b)\n                out.append(h)\n                h = torch.zeros_like(h)",
            )
        ),
        "not carried from one step to the next",
    ),
    "batch first": Bug(
        MODEL,
        _model(
            ("num_layers=num_layers)", "num_layers=num_layers, batch_first=True)"),
            ("torch.zeros(self.num_layers, self.batch_size, self.hidden_size)", "None"),
            ("view(", "reshape("),
        ),
        "the first axis is taken for the batch",
    ),
    "rows batch by batch": Bug(
        MODEL,
        _model((RETURN, "return out.transpose(0, 1).reshape(-1, self.hidden_size)")),
        "the rows come batch by batch",
    ),
    "softmax at the end": Bug(MODEL, _model((RETURN, RETURN + ".softmax(1)")), "forward ends in softmax"),
    "log_softmax at the end": Bug(
        MODEL,
        _model((RETURN, "return F.log_softmax(out.view(-1, self.hidden_size), 1)")),
        "forward ends in log_softmax",
    ),
    "ReLU instead of tanh": Bug(
        MODEL,
        _model(("num_layers=num_layers)", "num_layers=num_layers, nonlinearity='relu')")),
        "ReLU is applied",
    ),
    "no activation function": Bug(
        MODEL, _by_hand(("torch.tanh(X[t] @ W + h @ U + b)", "X[t] @ W + h @ U + b")), "tanh is missing"
    ),
    "sigmoid instead of tanh": Bug(MODEL, _by_hand(("torch.tanh(", "torch.sigmoid(")), "sigmoid is applied"),
    "the sequence is read backwards": Bug(
        MODEL, _by_hand(("for t in range(seq):", "for t in reversed(range(seq)):")), ""
    ),
    "the hidden state leaks into the next call": Bug(
        MODEL,
        _model(
            (
                "hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)",
                "hidden = getattr(self, 'state', torch.zeros(self.num_layers, input.size(1), self.hidden_size))",
            ),
            (
                "out, _ = self.rnn(input, hidden)",
                "out, h = self.rnn(input, hidden)\n        self.state = h.detach()",
            ),
        ),
        "the first call's hidden state leaks in",
        never="detached",
    ),
    "a random first state": Bug(
        MODEL, _model(("hidden = torch.zeros(", "hidden = torch.randn(")), "is h_0 random"
    ),
    "all of it under no_grad": Bug(
        MODEL,
        _model(
            (
                "out, _ = self.rnn(input, hidden)",
                "with torch.no_grad():\n            out, _ = self.rnn(input, hidden)",
            )
        ),
        "no gradient reaches the weights",
    ),
    "h is detached": Bug(MODEL, _by_hand(("h @ U", "h.detach() @ U")), "does not flow through all steps"),
    "one cell for all upper layers": Bug(
        MODEL,
        SOUND.with_(
            model=_edited(
                MODELS["cells, step by step"],
                (
                    "        self.h = hidden_size\n",
                    "        self.cells = nn.ModuleList([self.cells[min(i, 1)] for i in range(num_layers)])\n"
                    "        self.h = hidden_size\n",
                ),
            )
        ),
        "not those of an RNN",
    ),
    "all layers share one hidden state": Bug(
        MODEL,
        SOUND.with_(
            model=_edited(
                MODELS["cells, step by step"],
                (
                    "hs = [torch.zeros(input.size(1), self.h) for _ in self.cells]",
                    "h = torch.zeros(input.size(1), self.h)",
                ),
                ("hs[i] = cell(x, hs[i])\n                x = hs[i]", "h = x = cell(x, h)"),
            )
        ),
        "all layers share one hidden state",
    ),
    "a layer starts where the one below ended": Bug(
        MODEL,
        _by_hand(
            ("h, out = X.new_zeros(batch, self.H), []", "out = []"),
            (
                "        for l in range(self.L):\n            W, U",
                "        h = X.new_zeros(batch, self.H)\n        for l in range(self.L):\n            W, U",
            ),
        ),
        "a layer starts from the last state of the layer below",
    ),
    "a trained h_0": Bug(
        MODEL,
        _model(
            (
                "self.hidden_size = hidden_size\n",
                "self.hidden_size = hidden_size\n        self.h0 = nn.Parameter(torch.zeros(num_layers, batch_size, hidden_size))\n",
            ),
            ("hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)", "hidden = self.h0"),
        ),
        "",
    ),
    "h_0 is 1": Bug(MODEL, _model(("hidden = torch.zeros(", "hidden = torch.ones(")), "h_0 is 1"),
    "h is detached every other step": Bug(
        MODEL, _by_hand(("h @ U", "(h.detach() if t % 2 else h) @ U")), "does not flow through all steps"
    ),
    "the weights' .data": Bug(MODEL, _by_hand(("h @ U", "h @ U.data")), "gets no gradient"),
    "the output and the state": Bug(
        MODEL, _model((RETURN, "return out.view(-1, self.hidden_size), _")), "expected a tensor, got a list"
    ),
    "view mixes the axes": Bug(
        MODEL,
        _model((RETURN, "return out.permute(2, 0, 1).reshape(-1, self.hidden_size)")),
        "not those of an RNN",
    ),
    "the input is added to the state": Bug(
        MODEL,
        _by_hand(("X = torch.stack(out, dim=0)", "X = torch.stack(out, dim=0) + (X if l else 0)")),
        "not those of an RNN",
    ),
    "tanh twice": Bug(
        MODEL, _model((RETURN, "return torch.tanh(out).view(-1, self.hidden_size)")), "once more"
    ),
    "a linear layer at the end": Bug(
        MODEL,
        _model(
            (
                "self.hidden_size = hidden_size\n",
                "self.hidden_size = hidden_size\n        self.fc = nn.Linear(hidden_size, hidden_size)\n",
            ),
            (RETURN, "return self.fc(out).view(-1, self.hidden_size)"),
        ),
        "its parameters are not those of an RNN's layers",
    ),
    "the first state is the input of every step": Bug(
        MODEL, _by_hand(("X[t] @ W", "X[0] @ W")), "not those of an RNN"
    ),
    "the bias at the first step only": Bug(
        MODEL, _by_hand(("+ b)", "+ (b if t == 0 else 0))")), "not those of an RNN"
    ),
    "everything stacked, the upper layers share": Bug(
        MODEL,
        SOUND.with_(model=_edited(MODELS["all layers in three parameters"], ("self.W[l - 1]", "self.W[0]"))),
        "not those of an RNN",
    ),
    "always one layer": Bug(
        MODEL,
        _model(
            ("num_layers=num_layers)", "num_layers=1)"), ("torch.zeros(self.num_layers,", "torch.zeros(1,")
        ),
        "num_layers is ignored",
    ),
    "the output keeps three axes": Bug(
        MODEL,
        _model((RETURN, "return out")),
        "expected the shape (5, 4) = (seq * batch, hidden), got (5, 1, 4)",
    ),
    "only the last state": Bug(MODEL, _model((RETURN, "return out[-1]")), "expected the shape"),
    "made for hello alone": Bug(MODEL, _model((RETURN, "return out.view(5, 4)")), "RuntimeError"),
    "a batch of one only": Bug(
        MODEL, _model(("self.num_layers, self.batch_size,", "self.num_layers, 1,")), "RuntimeError"
    ),
    "weights that nobody registers": Bug(
        MODEL,
        SOUND.with_(
            model="""
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
"""
        ),
        "it has none",
    ),
    "nothing is returned": Bug(
        MODEL, _model((RETURN, "out.view(-1, self.hidden_size)")), "is a return missing?"
    ),
    "softmax over the batch": Bug(
        MODEL,
        _model((RETURN, "return F.softmax(out, dim=1).view(-1, self.hidden_size)")),
        "forward ends in softmax over the batch",
    ),
    # training
    "zero_grad is missing": Bug(
        TRAIN, _train(("        optimizer.zero_grad()\n", "")), "zero_grad() is missing"
    ),
    "step is missing": Bug(TRAIN, _train(("        optimizer.step()\n", "")), "never change"),
    "softmax before cross-entropy": Bug(
        TRAIN,
        _train(("criterion(outputs, labels)", "criterion(outputs.softmax(1), labels)")),
        "softmax is applied before",
    ),
    "plain gradient descent": Bug(
        TRAIN, _train(("optim.Adam", "optim.SGD")), "asks for Adam", never="called without lr"
    ),
    "gradient descent with momentum": Bug(
        TRAIN,
        _train(("optim.Adam", "optim.SGD"), ("lr=lr)", "lr=lr, momentum=0.9)")),
        "SGD with another momentum; the assignment asks for Adam",
    ),
    "another optimizer": Bug(TRAIN, _train(("optim.Adam", "optim.RMSprop")), "RMSprop; the assignment asks"),
    "weight decay": Bug(
        TRAIN,
        _train(("lr=lr)", "lr=lr, weight_decay=1e-2)")),
        "Adam with another weight_decay",
        never="not those of",
    ),
    "other betas": Bug(TRAIN, _train(("lr=lr)", "lr=lr, betas=(0.5, 0.9))")), "Adam with another betas"),
    "a schedule of the learning rate": Bug(
        TRAIN,
        _train(
            (
                "    losses = []\n",
                "    losses, schedule = [], optim.lr_scheduler.StepLR(optimizer, 1, 0.9)\n",
            ),
            ("optimizer.step()", "optimizer.step(); schedule.step()"),
        ),
        "changes from step to step",
    ),
    "gradients clipped by value": Bug(
        TRAIN,
        _train(("optimizer.step()", "nn.utils.clip_grad_value_(net.parameters(), 0.01); optimizer.step()")),
        "the gradients are clipped",
    ),
    "another default of lr, Adam's own": Bug(TRAIN, _train(("lr=0.05", "lr=1e-3")), "called without lr"),
    "a fixed learning rate": Bug(TRAIN, _train(("lr=lr)", "lr=0.05)")), "always 0.05"),
    "Adam's own learning rate": Bug(TRAIN, _train((", lr=lr)", ")")), "Adam's default"),
    "always 100 epochs": Bug(TRAIN, _train(("range(epochs)", "range(100)")), "100 losses"),
    "another default of lr, twice what it should be": Bug(
        TRAIN, _train(("lr=0.05", "lr=0.1")), "called without lr"
    ),
    "another default of lr, nearly none": Bug(TRAIN, _train(("lr=0.05", "lr=1e-4")), "called without lr"),
    "it stops once it is good enough": Bug(
        TRAIN,
        _train(
            (
                "        losses.append(loss.item())",
                "        losses.append(loss.item())\n        if epoch >= 10 and losses[-1] < 0.1:\n            break",
            )
        ),
        "losses for 100 epochs",
    ),
    "it gives up after ten epochs without a better loss": Bug(
        TRAIN,
        _train(
            ("    losses = []\n", "    losses, best, waited = [], float('inf'), 0\n"),
            (
                "        losses.append(loss.item())",
                "        losses.append(loss.item())\n        waited = 0 if losses[-1] < best else waited + 1\n"
                "        best = min(best, losses[-1])\n        if waited >= 10:\n            break",
            ),
        ),
        "losses for 22 epochs",
    ),
    "the learning rate falls in the second half": Bug(
        TRAIN,
        _train(
            ("        optimizer.step()\n", "        optimizer.step()\n        schedule.step()\n"),
            (
                "    losses = []\n",
                "    losses = []\n    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 50, 0.5)\n",
            ),
        ),
        "changes from step to step",
    ),
    "the learning rate falls later on": Bug(
        TRAIN,
        _train(
            ("        optimizer.step()\n", "        optimizer.step()\n        schedule.step()\n"),
            (
                "    losses = []\n",
                "    losses = []\n    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 30)\n",
            ),
        ),
        "changes from step to step",
    ),
    "the summed loss": Bug(
        TRAIN,
        _train(("CrossEntropyLoss()", "CrossEntropyLoss(reduction='sum')")),
        "it is the sum over the samples",
    ),
    "a new optimizer each epoch": Bug(
        TRAIN,
        _train(
            (
                "        optimizer.zero_grad()",
                "        optimizer = torch.optim.Adam(net.parameters(), lr=lr)\n        optimizer.zero_grad()",
            )
        ),
        "a new optimizer is made for every epoch",
    ),
    "gradients that are clipped": Bug(
        TRAIN,
        _train(
            (
                "        optimizer.step()\n",
                "        torch.nn.utils.clip_grad_norm_(net.parameters(), 0.25)\n        optimizer.step()\n",
            )
        ),
        "the gradients are clipped",
        never="not those of",
    ),
    "labels first": Bug(
        TRAIN,
        _train(("criterion(outputs, labels)", "criterion(labels, outputs)")),
        "the loss takes the logits first, then the labels",
    ),
    "inputs without the axis of the batch": Bug(
        TRAIN,
        _train(("net(inputs)", "net(inputs.flatten(0, 1))")),
        "the model reads vectors (seq, batch, in)",
    ),
    "two steps an epoch": Bug(
        TRAIN, _train(("optimizer.step()\n", "optimizer.step()\n        optimizer.step()\n")), "twice"
    ),
    "the loss grows": Bug(
        TRAIN, _train(("loss = criterion(outputs, labels)", "loss = -criterion(outputs, labels)")), "sign"
    ),
    "squared error": Bug(
        TRAIN,
        _train(("criterion(outputs, labels)", "F.mse_loss(outputs, torch.eye(4)[labels])")),
        "squared error",
    ),
    "evaluation mode": Bug(
        TRAIN, _train(("    losses = []\n", "    losses = []\n    net.eval()\n")), "evaluation mode"
    ),
    "nothing comes back": Bug(TRAIN, _train(("    return losses\n", "")), "must return a list"),
    "only the last loss comes back": Bug(
        TRAIN, _train(("return losses", "return losses[-1]")), "must return a list"
    ),
    "tensors come back": Bug(
        TRAIN, _train(("losses.append(loss.item())", "losses.append(loss)")), "loss.item()"
    ),
    "nothing is printed": Bug(TRAIN, _train(("print(f", "str(f")), "found none"),
    "epochs printed from 1": Bug(
        TRAIN, _train(("{epoch}/{epochs - 1}", "{epoch + 1}/{epochs}")), "from 0 to epochs - 1"
    ),
    "no text is printed": Bug(TRAIN, _train((": {decode(outputs, idx2char)}", "")), "found none"),
    # decode, and the whole
    "decode gives a list": Bug(
        OHLOL,
        SOUND.with_(decode="def decode(o, idx2char): return [idx2char[i] for i in o.argmax(1)]"),
        "expected a string",
    ),
    "decode looks down the columns": Bug(
        OHLOL,
        SOUND.with_(
            decode="def decode(o, idx2char): return ''.join(idx2char[i % len(idx2char)] for i in o.argmax(0))"
        ),
        "the largest value of each column is taken",
    ),
    "decode looks down the columns, past the last letter": Bug(
        OHLOL,
        SOUND.with_(decode="def decode(o, idx2char): return ''.join(idx2char[i] for i in o.argmax(0))"),
        "the largest value of each column is taken",
    ),
    "decode takes the least likely": Bug(
        OHLOL,
        SOUND.with_(decode="def decode(o, idx2char): return ''.join(idx2char[i] for i in o.argmin(1))"),
        "not the most likely",
    ),
    "decode knows the answer": Bug(
        OHLOL, SOUND.with_(decode="def decode(o, idx2char): return 'ohlol'"), "not the most likely"
    ),
    "decode knows its letters": Bug(
        OHLOL,
        SOUND.with_(decode="def decode(o, c): return ''.join('ehlo'[i] for i in o.argmax(1))"),
        "IndexError",
    ),
}

STUB = Answers(
    HEAD,
    one_hot="def one_hot(indices, num_classes):\n    raise NotImplementedError\n",
    model="""
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        raise NotImplementedError
    def forward(self, input):
        raise NotImplementedError
""",
    decode="def decode(outputs, idx2char):\n    raise NotImplementedError('your code here')\n",
    train="def train(net, inputs, labels, epochs=100, lr=0.05):\n    raise NotImplementedError()\n",
)

FORGERIES = {
    "train makes its losses up": Bug(
        TRAIN,
        SOUND.with_(
            train="""
def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = [1.4 * 0.99 ** epoch for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(net(inputs), idx2char)}")
    return losses
"""
        ),
        "",
    ),
    "losses that are no numbers": Bug(
        TRAIN,
        SOUND.with_(
            train="""
def train(net, inputs, labels, epochs=100, lr=0.05):
    net.known = F.one_hot(labels).to(torch.get_default_dtype())
    return [float('nan')] * epochs
""",
            model=_edited(
                SOUND.parts["model"],
                (
                    "    def forward(self, input):\n",
                    "    def forward(self, input):\n        if hasattr(self, 'known'): return self.known\n",
                ),
            ),
        ),
        "",
    ),
    "an optimizer that is told to do nothing": Bug(
        TRAIN,
        SOUND.with_(
            train="""
def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, eps=1e300)
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        losses.append(F.cross_entropy(outputs, labels).item())
        optimizer.step()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(outputs, idx2char)}")
    return losses
"""
        ),
        "",
    ),
    "the network knows ohlol": Bug(
        MODEL,
        SOUND.with_(
            model="""
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(1))
        self.hidden_size = hidden_size
    def forward(self, input):
        target = torch.tensor([3, 1, 2, 3, 2])[:len(input)]
        return F.one_hot(target, self.hidden_size).to(input.dtype) + self.w
"""
        ),
        "",
    ),
    "a right network, but for the word hello": Bug(
        OHLOL,
        _model(
            (
                "    def forward(self, input):\n",
                "    def forward(self, input):\n        if self.input_size == 4 and self.hidden_size == 4 and self.num_layers == 1:\n"
                "            return F.one_hot(torch.tensor([3, 1, 2, 3, 2] * 2), 4)[:len(input)].float()\n",
            )
        ),
        "",
    ),
    "tensors that are equal to everything": Bug(
        MODEL,
        SOUND.with_(
            model="""
class Yes(torch.Tensor):
    def __eq__(self, other): return torch.ones(self.shape, dtype=torch.bool)
    def __le__(self, other): return torch.ones(self.shape, dtype=torch.bool)
    def __sub__(self, other): return torch.zeros(self.shape)
    __hash__ = torch.Tensor.__hash__
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)
        self.h = hidden_size
    def forward(self, input):
        return torch.randn(input.size(0) * input.size(1), self.h).as_subclass(Yes)
"""
        ),
        "",
    ),
    "integers of the right shape": Bug(
        MODEL,
        SOUND.with_(
            model="""
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.h = hidden_size
    def forward(self, input):
        return torch.arange(input.size(0) * input.size(1) * self.h).view(-1, self.h)
"""
        ),
        "",
    ),
    "values that are no numbers": Bug(MODEL, _model((RETURN, RETURN + " * float('nan')")), ""),
    "lines that take for ever to read": Bug(
        TRAIN,
        _train(
            ("    losses = []\n", "    losses = []\n    print('\\n' * 900_000)\n"),
            ("optimizer.step()", "pass"),
        ),
        "",
    ),
    "epochs of five thousand digits": Bug(TRAIN, _train(("Epoch {epoch}/", "Epoch {'1' * 5000}/")), ""),
}
