"""lstm as students write it: right in many spellings, wrong in the usual ways. Each answer is one cell."""

# ruff: noqa: E501 - lines of code within lines of code

from __future__ import annotations

from corpus import Bug
from corpus.gated import edited, forgeries, loop_bugs, network_bugs, right, sound, stub

LAYERS = {
    "the lecture's": """
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
        return input, (torch.stack(h_n), torch.stack(c_n))
""",
    "register_parameter, F.linear, slices, tensors filled in": """
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(LSTM, self).__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        H = hidden_size
        for layer in range(num_layers):
            in_size = input_size if layer == 0 else hidden_size
            self.register_parameter('bias_hh_l%d' % layer, nn.Parameter(torch.zeros(4 * H)))
            self.register_parameter('bias_ih_l%d' % layer, nn.Parameter(torch.zeros(4 * H)))
            self.register_parameter('weight_hh_l%d' % layer, nn.Parameter(torch.Tensor(4 * H, H)))
            self.register_parameter('weight_ih_l%d' % layer, nn.Parameter(torch.Tensor(4 * H, in_size)))
        self.reset_parameters()
    def reset_parameters(self):
        for p in self.parameters():
            if p.dim() > 1: nn.init.xavier_uniform_(p)
            else: p.data.zero_()
    def forward(self, input, state=None):
        T, B, _ = input.size()
        H = self.hidden_size
        h_n = input.new_zeros(self.num_layers, B, H)
        c_n = input.new_zeros(self.num_layers, B, H)
        layer_in = input
        for l in range(self.num_layers):
            h = state[0][l] if state is not None else torch.zeros(B, H)
            c = state[1][l] if state is not None else torch.zeros(B, H)
            out = torch.zeros(T, B, H)
            for t in range(T):
                z = F.linear(layer_in[t], getattr(self, 'weight_ih_l%d' % l), getattr(self, 'bias_ih_l%d' % l))
                z = z + F.linear(h, getattr(self, 'weight_hh_l%d' % l), getattr(self, 'bias_hh_l%d' % l))
                i = torch.sigmoid(z[:, 0 * H:1 * H])
                f = torch.sigmoid(z[:, 1 * H:2 * H])
                g = torch.tanh(z[:, 2 * H:3 * H])
                o = torch.sigmoid(z[:, 3 * H:])
                c = torch.mul(f, c) + torch.mul(i, g)
                h = o * c.tanh()
                out[t] = h
            layer_in = out
            h_n[l] = h
            c_n[l] = c
        return layer_in, [h_n, c_n]
""",
    "the inputs' part at once, gate by gate": """
def sigma(a): return 1 / (1 + torch.exp(-a))

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.h, self.n = hidden_size, num_layers
        k = 1 / np.sqrt(hidden_size)
        def new(*shape): return nn.Parameter((torch.rand(*shape) * 2 - 1) * k)
        for n in range(num_layers):
            self.__setattr__(f"weight_ih_l{n}", new(4 * hidden_size, hidden_size if n else input_size))
            self.__setattr__(f"weight_hh_l{n}", new(4 * hidden_size, hidden_size))
            self.__setattr__(f"bias_ih_l{n}", new(4 * hidden_size))
            self.__setattr__(f"bias_hh_l{n}", new(4 * hidden_size))
    def layer(self, x, n, h, c):
        p = dict(self.named_parameters())
        # (seq, batch, 4, hidden)
        gx = torch.einsum('tbi,gi->tbg', x, p[f"weight_ih_l{n}"]) + p[f"bias_ih_l{n}"] + p[f"bias_hh_l{n}"]
        gx = gx.view(x.size(0), x.size(1), 4, self.h)
        U_i, U_f, U_g, U_o = p[f"weight_hh_l{n}"].split(self.h)
        hs = []
        for step in gx:
            f = sigma(step[:, 1] + torch.mm(h, U_f.t()))
            i = sigma(step[:, 0] + torch.mm(h, U_i.t()))
            o = sigma(step[:, 3] + torch.mm(h, U_o.t()))
            c = c * f + torch.tanh(step[:, 2] + torch.mm(h, U_g.t())) * i
            h = torch.tanh(c) * o
            hs.append(h[None])
        return torch.cat(hs, 0), h, c
    def forward(self, input, state=None):
        h0, c0 = state if state is not None else (torch.zeros(self.n, input.size(1), self.h) for _ in range(2))
        hs, cs = [], []
        x = input
        for n in range(self.n):
            x, h, c = self.layer(x, n, h0[n], c0[n])
            hs += [h]
            cs += [c]
        return x, (torch.stack(hs, dim=0), torch.stack(cs, dim=0))
""",
    "all layers at each step": """
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
            h, c = list(state[0].unbind(0)), list(state[1].unbind(0))
        outputs = []
        for x in input:
            for layer in range(self.num_layers):
                h[layer], c[layer] = self.cell(x, h[layer], c[layer], layer)
                x = h[layer]
            outputs.append(x)
        return torch.stack(outputs), (torch.stack(h), torch.stack(c))
""",
    "Linears whose parameters bear torch's names": """
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.x2g, self.h2g = nn.ModuleList(), nn.ModuleList()
        for l in range(num_layers):
            x2g, h2g = nn.Linear(input_size if l == 0 else hidden_size, 4 * hidden_size), nn.Linear(hidden_size, 4 * hidden_size)
            self.x2g.append(x2g); self.h2g.append(h2g)
            setattr(self, f'weight_ih_l{l}', x2g.weight); setattr(self, f'bias_ih_l{l}', x2g.bias)
            setattr(self, f'weight_hh_l{l}', h2g.weight); setattr(self, f'bias_hh_l{l}', h2g.bias)
        self.H = hidden_size
    def forward(self, input, state=None):
        L, B = len(self.x2g), input.shape[1]
        h0, c0 = state or (torch.zeros(L, B, self.H), torch.zeros(L, B, self.H))
        hn, cn = torch.empty(0, B, self.H), torch.empty(0, B, self.H)
        for x2g, h2g, h, c in zip(self.x2g, self.h2g, h0, c0):
            parts = x2g(input)
            out = []
            for part in parts:
                gates = (part + h2g(h)).reshape(B, 4, self.H).transpose(0, 1)
                gates = [torch.tanh(a) if j == 2 else torch.sigmoid(a) for j, a in enumerate(gates)]
                c = gates[1] * c + gates[0] * gates[2]
                h = gates[3] * torch.tanh(c)
                out.append(h)
            input = torch.stack(out, 0)
            hn, cn = torch.cat([hn, h.unsqueeze(0)]), torch.cat([cn, c.unsqueeze(0)])
        return input, (hn, cn)
""",
    "columns, W @ x": """
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.sizes = [input_size] + [hidden_size] * num_layers
        for n, (a, b) in enumerate(zip(self.sizes, self.sizes[1:])):
            self.register_parameter(f"weight_ih_l{n}", torch.nn.Parameter(torch.randn(4 * b, a) * .1))
            self.register_parameter(f"weight_hh_l{n}", torch.nn.Parameter(torch.randn(4 * b, b) * .1))
            self.register_parameter(f"bias_ih_l{n}", torch.nn.Parameter(torch.randn(4 * b) * .1))
            self.register_parameter(f"bias_hh_l{n}", torch.nn.Parameter(torch.randn(4 * b) * .1))
    def forward(self, xs, hc=None):
        N, H = len(self.sizes) - 1, self.sizes[-1]
        if hc is None:
            hc = (xs.new_zeros((N, xs.size(1), H)),) * 2
        last = []
        for n in range(N):
            W, U, b, d = (self._parameters[k + str(n)] for k in ("weight_ih_l", "weight_hh_l", "bias_ih_l", "bias_hh_l"))
            h, c = hc[0][n].t(), hc[1][n].t()           # (hidden, batch)
            ys = []
            for t in range(xs.shape[0]):
                a = W.matmul(xs[t].t()) + U.matmul(h) + (b + d).view(-1, 1)
                s = torch.sigmoid(a)
                c = s[H:2 * H] * c + s[:H] * torch.tanh(a[2 * H:3 * H])
                h = s[-H:] * torch.tanh(c)
                ys.append(h.t())
            xs = torch.stack(ys)
            last.append((h.t(), c.t()))
        hs, cs = zip(*last)
        return xs, (torch.stack(hs), torch.stack(cs))
""",
    "nn.RNNBase keeps the parameters": """
class LSTM(nn.RNNBase):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__('LSTM', input_size, hidden_size, num_layers)
    def forward(self, input, hidden=None):
        if hidden == None:
            hidden = (torch.zeros(self.num_layers, input.size(1), self.hidden_size),) * 2
        hx, cx = hidden
        next_h, next_c = [], []
        for layer in range(self.num_layers):
            h, c = hx[layer], cx[layer]
            output = []
            for t in range(input.size(0)):
                gates = F.linear(input[t], self.__getattr__('weight_ih_l%d' % layer), self.__getattr__('bias_ih_l%d' % layer)) \\
                    + F.linear(h, self.__getattr__('weight_hh_l%d' % layer), self.__getattr__('bias_hh_l%d' % layer))
                ingate, forgetgate, cellgate, outgate = gates.chunk(4, 1)
                c = (F.sigmoid(forgetgate) * c) + (F.sigmoid(ingate) * F.tanh(cellgate))
                h = F.sigmoid(outgate) * F.tanh(c)
                output.append(h)
            input = torch.cat(output, 0).view(input.size(0), *output[0].size())
            next_h.append(h)
            next_c.append(c)
        return input, (torch.cat(next_h, 0).view(self.num_layers, *next_h[0].size()),
                       torch.cat(next_c, 0).view(self.num_layers, *next_c[0].size()))
""",
    "old idioms, one dict of parameters": """
from torch.autograd import Variable

HIDDEN_LAYERS = 4  # gates

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(LSTM, self).__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.gate_size = HIDDEN_LAYERS * hidden_size
        for layer in range(num_layers):
            layer_input_size = input_size if layer == 0 else hidden_size
            params = (nn.Parameter(torch.Tensor(self.gate_size, layer_input_size)),
                      nn.Parameter(torch.Tensor(self.gate_size, hidden_size)),
                      nn.Parameter(torch.Tensor(self.gate_size)),
                      nn.Parameter(torch.Tensor(self.gate_size)))
            names = ['weight_ih_l{}', 'weight_hh_l{}', 'bias_ih_l{}', 'bias_hh_l{}']
            for name, param in zip(names, params):
                setattr(self, name.format(layer), param)
        stdv = 1.0 / (self.hidden_size ** 0.5)
        for weight in self.parameters():
            weight.data.uniform_(-stdv, stdv)
    def init_hidden(self, batch_size):
        return (Variable(torch.zeros(self.num_layers, batch_size, self.hidden_size)),
                Variable(torch.zeros(self.num_layers, batch_size, self.hidden_size)))
    def forward(self, input, hidden=None):
        if hidden == None:
            hidden = self.init_hidden(input.size(1))
        hx, cx = hidden
        next_h, next_c = [], []
        for layer in range(self.num_layers):
            h, c = hx[layer], cx[layer]
            output = []
            for t in range(input.size(0)):
                gates = F.linear(input[t], self.__getattr__('weight_ih_l%d' % layer), self.__getattr__('bias_ih_l%d' % layer)) \\
                    + F.linear(h, self.__getattr__('weight_hh_l%d' % layer), self.__getattr__('bias_hh_l%d' % layer))
                ingate, forgetgate, cellgate, outgate = gates.chunk(4, 1)
                c = (F.sigmoid(forgetgate) * c) + (F.sigmoid(ingate) * F.tanh(cellgate))
                h = F.sigmoid(outgate) * F.tanh(c)
                output.append(h)
            input = torch.cat(output, 0).view(input.size(0), *output[0].size())
            next_h.append(h)
            next_c.append(c)
        return input, (torch.cat(next_h, 0).view(self.num_layers, *next_h[0].size()),
                       torch.cat(next_c, 0).view(self.num_layers, *next_c[0].size()))
""",
    "sequence by sequence": """
class LSTM(nn.Module):
    def __init__(self, n_in, n_hidden, n_layers=1):
        super().__init__()
        self.n_hidden, self.n_layers = n_hidden, n_layers
        for l in range(n_layers):
            setattr(self, f'bias_ih_l{l}', nn.Parameter(torch.zeros(4 * n_hidden)))
            setattr(self, f'bias_hh_l{l}', nn.Parameter(torch.zeros(4 * n_hidden)))
            setattr(self, f'weight_ih_l{l}', nn.Parameter(nn.init.orthogonal_(torch.empty(4 * n_hidden, n_in if not l else n_hidden))))
            setattr(self, f'weight_hh_l{l}', nn.Parameter(nn.init.orthogonal_(torch.empty(4 * n_hidden, n_hidden))))
    def one(self, xs, h, c, l):
        \"\"\"xs (seq, in), h and c (hidden,)\"\"\"
        ys = []
        for x in xs:
            a = getattr(self, f'weight_ih_l{l}').mv(x) + getattr(self, f'weight_hh_l{l}').mv(h)
            a = a + getattr(self, f'bias_ih_l{l}') + getattr(self, f'bias_hh_l{l}')
            i, f, g, o = a.reshape(4, -1)
            c = torch.sigmoid(f).mul(c).add(torch.sigmoid(i).mul(torch.tanh(g)))
            h = torch.sigmoid(o).mul(torch.tanh(c))
            ys.append(h)
        return torch.stack(ys), h, c
    def forward(self, input, state=None):
        h_n, c_n = [], []
        for l in range(self.n_layers):
            results = []
            for b in range(input.shape[1]):
                h = torch.zeros(self.n_hidden) if state is None else state[0][l, b]
                c = torch.zeros(self.n_hidden) if state is None else state[1][l, b]
                results.append(self.one(input[:, b], h, c, l))
            ys, hs, cs = zip(*results)
            input = torch.stack(ys, dim=1)
            h_n.append(torch.stack(hs)); c_n.append(torch.stack(cs))
        return input, (torch.stack(h_n), torch.stack(c_n))
""",
    "a recursive function, the candidate by tanh = 2 sigmoid - 1": """
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.names = []
        for l in range(num_layers):
            group = [f'weight_ih_l{l}', f'weight_hh_l{l}', f'bias_ih_l{l}', f'bias_hh_l{l}']
            shapes = [(4 * hidden_size, input_size if l == 0 else hidden_size), (4 * hidden_size, hidden_size), (4 * hidden_size,), (4 * hidden_size,)]
            for name, shape in zip(group, shapes):
                self.register_parameter(name, nn.Parameter(0.2 * torch.randn(shape)))
            self.names.append(group)
    def run(self, xs, h, c, weights):
        if len(xs) == 0:
            return [], h, c
        w, u, b, d = weights
        scale = torch.ones(4, 1); scale[2] = 2
        a = (F.linear(xs[0], w, b) + F.linear(h, u, d)).unflatten(1, (4, self.hidden_size))
        a = torch.sigmoid(a * scale) * scale - (scale - 1)
        i, f, g, o = a.unbind(1)
        c = f * c + i * g
        h = o * (2 * torch.sigmoid(2 * c) - 1)
        rest, h_last, c_last = self.run(xs[1:], h, c, weights)
        return [h, *rest], h_last, c_last
    def forward(self, input, state=None):
        finals = []
        for l, group in enumerate(self.names):
            start = [torch.zeros(input.size(1), self.hidden_size)] * 2 if state is None else [s[l] for s in state]
            out, *final = self.run(input, *start, [getattr(self, name) for name in group])
            input = torch.stack(out)
            finals.append(torch.stack(final))
        finals = torch.stack(finals, 1)
        return input, (finals[0], finals[1])
""",
    "everything float, the states cloned": """
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        for l in range(num_layers):
            d = input_size if l == 0 else hidden_size
            self.register_parameter(f'weight_ih_l{l}', nn.Parameter(torch.randn(4*hidden_size, d, dtype=torch.float32)))
            self.register_parameter(f'weight_hh_l{l}', nn.Parameter(torch.randn(4*hidden_size, hidden_size, dtype=torch.float32)))
            self.register_parameter(f'bias_ih_l{l}', nn.Parameter(torch.zeros(4*hidden_size, dtype=torch.float32)))
            self.register_parameter(f'bias_hh_l{l}', nn.Parameter(torch.zeros(4*hidden_size, dtype=torch.float32)))
    def forward(self, input, state=None):
        print('input', input.shape)
        S, B, D = input.shape
        if state is None:
            h = torch.zeros(self.num_layers, B, self.hidden_size).float()
            c = torch.zeros_like(h)
        else:
            h, c = state[0].clone().float(), state[1].clone().float()
        h, c = list(h), list(c)
        outs = []
        for x in input.float():
            for l in range(self.num_layers):
                z = x @ getattr(self, f'weight_ih_l{l}').t() + getattr(self, f'bias_ih_l{l}')
                z += h[l] @ getattr(self, f'weight_hh_l{l}').t() + getattr(self, f'bias_hh_l{l}')
                i, f, g, o = [z[:, k * self.hidden_size:(k + 1) * self.hidden_size] for k in range(4)]
                c[l] = torch.sigmoid(f) * c[l] + torch.sigmoid(i) * torch.tanh(g)
                h[l] = torch.sigmoid(o) * torch.tanh(c[l])
                x = h[l]
            outs.append(x)
        return torch.stack(outs), (torch.stack(h), torch.stack(c))
""",
    "one module a layer, its parameters lent": """
class Layer:
    # no module: it only computes
    def __init__(self, owner, number):
        self.owner, self.number = owner, number
    def __getattr__(self, name):
        return getattr(self.owner, f'{name}_l{self.number}')
    def __call__(self, xs, h, c):
        def step(state, x):
            h, c = state
            i, f, g, o = torch.tensor_split(F.linear(x, self.weight_ih, self.bias_ih) + F.linear(h, self.weight_hh, self.bias_hh), 4, dim=1)
            c = torch.addcmul(f.sigmoid() * c, i.sigmoid(), g.tanh())
            return o.sigmoid() * c.tanh(), c
        states = list(itertools.accumulate(xs, step, initial=(h, c)))
        return torch.stack([h for h, _ in states[1:]]), states[-1]

import itertools

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        k = hidden_size ** -.5
        for n in range(num_layers):
            for name, shape in [('weight_ih', [4 * hidden_size, hidden_size if n > 0 else input_size]), ('weight_hh', [4 * hidden_size, hidden_size]), ('bias_ih', [4 * hidden_size]), ('bias_hh', [4 * hidden_size])]:
                self.register_parameter(f'{name}_l{n}', nn.Parameter(torch.zeros(shape).uniform_(-k, k)))
        self.layers = [Layer(self, n) for n in range(num_layers)]
    def forward(self, input, state=None):
        if not state:
            state = torch.zeros(2, len(self.layers), input.shape[1], self.hidden_size)
        finals = []
        for layer, h, c in zip(self.layers, *state):
            input, final = layer(input, h, c)
            finals.append(final)
        return input, tuple(torch.stack(part) for part in zip(*finals))
""",
}

SOUND = sound("LSTM", LAYERS["the lecture's"])
RIGHT = right("LSTM", LAYERS)
STUB = stub("LSTM")
FORGERIES = forgeries("LSTM", SOUND)


def _layer(phrase: str, *edits: tuple[str, str]) -> Bug:
    return Bug("lstm-layer", SOUND.with_(layer=edited(SOUND.parts["layer"], *edits)), phrase)


def _all_at_each_step(phrase: str, *edits: tuple[str, str]) -> Bug:
    return Bug("lstm-layer", SOUND.with_(layer=edited(LAYERS["all layers at each step"], *edits)), phrase)


CHUNK = "i, f, g, o = gates.chunk(4, dim=1)"
SQUASH = "i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)"
SUM = "x @ w_ih.T + b_ih + h @ w_hh.T + b_hh"
CELL, HIDDEN = "c = f * c + i * g", "h = o * torch.tanh(c)"
RETURN = "return input, (torch.stack(h_n), torch.stack(c_n))"
START = "h, c, outputs = h_0[k], c_0[k], []"

BUGS = {
    "weights that are never filled": _layer("torch.empty must be filled", (".uniform_(-bound, bound)", "")),
    # the order of the rows
    "order i, f, o, g": _layer("in the order i, f, o, g", (CHUNK, "i, f, o, g = gates.chunk(4, dim=1)")),
    "order f, i, g, o": _layer("in the order f, i, g, o", (CHUNK, "f, i, g, o = gates.chunk(4, dim=1)")),
    "order f, i, o, g": _layer("in the order f, i, o, g", (CHUNK, "f, i, o, g = gates.chunk(4, dim=1)")),
    "order i, g, f, o": _layer("in the order i, g, f, o", (CHUNK, "i, g, f, o = gates.chunk(4, dim=1)")),
    # the equations
    "i and f change places in c": _layer("or i and f change places in the equations", (CELL, "c = i * c + f * g")),
    "the forget gate is ignored": _layer("the forget gate f is ignored", (CELL, "c = c + i * g")),
    "the input gate is ignored": _layer("the input gate i is ignored", (CELL, "c = f * c + g")),
    "1 - i for f": _layer("f is taken as 1 - i", (CELL, "c = (1 - i) * c + i * g")),
    "f * h for f * c": _layer("computed from h_{t-1}", (CELL, "c = f * h + i * g")),
    "c is i * g alone": _layer("f * c is missing", (CELL, "c = i * g")),
    "c is a product": _layer("multiplied where it is added", (CELL, "c = f * c * i * g")),
    "no output gate": _layer("the output gate o is missing", (HIDDEN, "h = torch.tanh(c)")),
    "no tanh of c": _layer("tanh is missing", (HIDDEN, "h = o * c")),
    "sigmoid of c": _layer("o * sigmoid(c)", (HIDDEN, "h = o * torch.sigmoid(c)")),
    "tanh around o * c": _layer("h is tanh(o * c)", (HIDDEN, "h = torch.tanh(o * c)")),
    "h from the old c": _layer("", (f"{CELL}\n                {HIDDEN}", f"{HIDDEN}\n                {CELL}")),
    "h and c are the same": _layer("h is c", (HIDDEN, "h = c")),
    "sigmoid for g": _layer("g goes through sigmoid", (SQUASH, SQUASH.replace("tanh", "sigmoid"))),
    "tanh for all gates": _layer("go through tanh", (SQUASH, SQUASH.replace("sigmoid", "tanh"))),
    "tanh for o": _layer("o goes through tanh", ("torch.sigmoid(o)", "torch.tanh(o)")),
    "nothing for g": _layer("g goes through nothing", ("torch.tanh(g)", "g")),
    "ReLU for g": _layer("g goes through ReLU", ("torch.tanh(g)", "torch.relu(g)")),
    "bias_hh is forgotten": _layer("bias_hh is not added", (" + b_hh", "")),
    "bias_ih is forgotten": _layer("bias_ih is not added", (" + b_ih", "")),
    "bias_ih twice": _layer("bias_ih is added twice", (" + b_hh", " + b_ih")),
    "no biases": _layer("neither bias", (SUM, "x @ w_ih.T + h @ w_hh.T")),
    "h W_hh is forgotten": _layer("h W_hh is not added", (" + h @ w_hh.T", "")),
    "a forget bias of 1 is added": _layer("1 is added inside the forget gate", ("torch.sigmoid(f)", "torch.sigmoid(f + 1)")),
    "weight_hh transposed": _layer("", ("h @ w_hh.T", "h @ w_hh.reshape(self.hidden_size, -1)")),
    # what is carried
    "c is not carried": _layer("c is not carried", ("outputs.append(h)", "outputs.append(h); c = torch.zeros_like(c)")),
    "h is not carried": _layer("h is not carried", ("outputs.append(h)", "outputs.append(h); h = torch.zeros_like(h)")),
    "c is carried into the next layer": _layer(
        "starts from the state in which the layer below ended",
        (START, "outputs = []\n            if k == 0: h, c = h_0[0], c_0[0]"),
    ),
    "the given states are ignored": _layer("the given state is ignored", ("if state is None:", "if True:")),
    "c_0 is ignored": _layer("c_0 is ignored", (START, "h, c, outputs = h_0[k], torch.zeros_like(c_0[k]), []")),
    "h_0 and c_0 swapped": _layer("h_0 and c_0 are swapped", ("h_0, c_0 = state", "c_0, h_0 = state")),
    "every layer starts from layer 0's": _layer("state given for layer 0", (START, "h, c, outputs = h_0[0], c_0[0], []")),
    "a random first state": _layer("", ("zeros = torch.zeros(", "zeros = torch.randn(")),
    "ones for a first state": _layer("", ("zeros = torch.zeros(", "zeros = torch.ones(")),
    "the state leaks into the next call": _layer(
        "the first call's state leaks in",
        ("if state is None:", "if state is None:\n            state = getattr(self, 'state', None)\n        if state is None:"),
        (RETURN, "self.state = (torch.stack(h_n).detach(), torch.stack(c_n).detach())\n        return input, self.state"),
    ),
    # what is returned
    "h_n and c_n swapped": _layer("h_n and c_n are swapped", (RETURN, "return input, (torch.stack(c_n), torch.stack(h_n))")),
    "only the last layer's states": _layer("expected the shape", (RETURN, "return input, (h.unsqueeze(0), c.unsqueeze(0))")),
    "three values": _layer("expected two values", (RETURN, "return input, torch.stack(h_n), torch.stack(c_n)")),
    "the output alone": _layer("expected output, (h_n, c_n)", (RETURN, "return input")),
    "h_n alone": _layer("its second value must be (h_n, c_n)", (RETURN, "return input, torch.stack(h_n)")),
    "lists of states": _layer("torch.stack", (RETURN, "return input, (h_n, c_n)")),
    "the last step for an output": _layer("expected the shape", (RETURN, RETURN.replace("input", "h", 1))),
    "batch first": _layer(
        "first axis is taken for the batch",
        ("        if state is None:", "        input = input.transpose(0, 1)\n        if state is None:"),
        (RETURN, RETURN.replace("input", "input.transpose(0, 1)", 1)),
    ),
    "cells for an output": _layer("is c; it is h", ("outputs.append(h)", "outputs.append(c)")),
    "read backwards": _layer("read backwards", ("for x in input:", "for x in input.flip(0):")),
    "an axis of one sequence is dropped": _layer("expected the shape", (RETURN, RETURN.replace("input", "input.squeeze(1)", 1))),
    # layers and parameters
    "every layer reads the input": _layer("", ("input = torch.stack(outputs)", "output = torch.stack(outputs)"), (RETURN, RETURN.replace("input", "output", 1))),
    "always one layer": _layer("no parameter weight_ih_l1", ("self.num_layers = hidden_size, num_layers", "self.num_layers = hidden_size, 1"), ("range(num_layers)", "range(1)")),
    "layer 0's weights everywhere": _layer("", ("self.weights(k)", "self.weights(min(k, 1))")),
    "other names": _layer("no parameter weight_ih_l0", ("'weight_ih': (", "'w_ih': ("), ("('weight_ih',", "('w_ih',")),
    "transposed parameters": _layer(
        "has the shape", ("'weight_ih': (4 * hidden_size, size)", "'weight_ih': (size, 4 * hidden_size)"), ("w_ih.T", "w_ih")
    ),
    "tensors that are no parameters": _layer("it has none", ("nn.Parameter(torch.empty(shape).uniform_(-bound, bound))", "torch.empty(shape).uniform_(-bound, bound)")),
    "one bias": _layer("no parameter bias_hh_l0", (", 'bias_hh': (4 * hidden_size,)", ""), (", 'bias_hh')", ")"), ("w_ih, w_hh, b_ih, b_hh =", "w_ih, w_hh, b_ih ="), (" + b_hh", "")),
    "num_layers has no default": _layer("TypeError", ("num_layers=1", "num_layers")),
    "the input must be square": _layer("", ("(4 * hidden_size, size)", "(4 * hidden_size, hidden_size)")),
    "dropout between the layers": _layer("", (START, "h, c, outputs = h_0[k], c_0[k], []\n            input = F.dropout(input, 0.1, self.training and k > 0)")),
    # what the gradient flows through
    "h and c are detached every five steps": _layer("is something detached?", ("outputs.append(h)", "outputs.append(h)\n                if len(outputs) % 5 == 0: h, c = h.detach(), c.detach()")),
    "h is detached": _layer("h is detached", ("outputs.append(h)", "outputs.append(h); h = h.detach()")),
    "c is detached": _layer("c is detached", ("outputs.append(h)", "outputs.append(h); c = c.detach()")),
    "the first states are detached": _layer("the given state is detached", (START, "h, c, outputs = h_0[k].detach(), c_0[k].detach(), []")),
    "the input is changed in place": _layer("", ("input = torch.stack(outputs)", "input[..., :1] = 0 * input[..., :1]; input = torch.stack(outputs)")),
    "h is written into one tensor": _all_at_each_step(
        "",
        ("h, c = list(state[0].unbind(0)), list(state[1].unbind(0))", "h, c = state"),
    ),
    **network_bugs("LSTM", SOUND),
    **loop_bugs("LSTM", SOUND),
}  # fmt: skip
