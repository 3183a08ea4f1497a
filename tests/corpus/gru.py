"""gru as students write it: right in many spellings, wrong in the usual ways. Each answer is one cell."""

# ruff: noqa: E501 - lines of code within lines of code

from __future__ import annotations

from corpus import Bug
from corpus.gated import edited, forgeries, loop_bugs, network_bugs, right, sound, stub

LAYERS = {
    "the lecture's": """
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
        return input, torch.stack(h_n)
""",
    "register_parameter, F.linear, slices, tensors filled in": """
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(GRU, self).__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        H = hidden_size
        for layer in range(num_layers):
            in_size = input_size if layer == 0 else hidden_size
            self.register_parameter('bias_hh_l%d' % layer, nn.Parameter(torch.zeros(3 * H)))
            self.register_parameter('bias_ih_l%d' % layer, nn.Parameter(torch.zeros(3 * H)))
            self.register_parameter('weight_hh_l%d' % layer, nn.Parameter(torch.Tensor(3 * H, H)))
            self.register_parameter('weight_ih_l%d' % layer, nn.Parameter(torch.Tensor(3 * H, in_size)))
        for p in self.parameters():
            if p.dim() > 1: nn.init.kaiming_uniform_(p)
    def forward(self, input, h_0=None):
        T, B, _ = input.size()
        H = self.hidden_size
        last = torch.zeros(self.num_layers, B, H)
        for l in range(self.num_layers):
            W, U, b, d = [getattr(self, '%s_l%d' % (n, l)) for n in ('weight_ih', 'weight_hh', 'bias_ih', 'bias_hh')]
            h = torch.zeros(B, H) if h_0 is None else h_0[l]
            out = torch.zeros(T, B, H)
            for t in range(T):
                gi, gh = F.linear(input[t], W, b), F.linear(h, U, d)
                r = torch.sigmoid(gi[:, :H] + gh[:, :H])
                z = torch.sigmoid(gi[:, H:2 * H] + gh[:, H:2 * H])
                n = torch.tanh(gi[:, 2 * H:] + r * gh[:, 2 * H:])
                h = n + z * (h - n)
                out[t] = h
            last[l] = h
            input = out
        return input, last
""",
    "gate by gate, sigmoid by hand, the inputs' part at once": """
def sigma(a): return 1 / (1 + torch.exp(-a))

class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.h, self.n = hidden_size, num_layers
        k = 1 / np.sqrt(hidden_size)
        def new(*shape): return nn.Parameter((torch.rand(*shape) * 2 - 1) * k)
        for n in range(num_layers):
            self.__setattr__(f"weight_ih_l{n}", new(3 * hidden_size, hidden_size if n else input_size))
            self.__setattr__(f"weight_hh_l{n}", new(3 * hidden_size, hidden_size))
            self.__setattr__(f"bias_ih_l{n}", new(3 * hidden_size))
            self.__setattr__(f"bias_hh_l{n}", new(3 * hidden_size))
    def forward(self, x, h0=None):
        p = dict(self.named_parameters())
        hs = []
        for n in range(self.n):
            h = h0[n] if h0 is not None else x.new_zeros(x.size(1), self.h)
            gx = torch.einsum('tbi,gi->tbg', x, p[f"weight_ih_l{n}"]) + p[f"bias_ih_l{n}"]
            U_r, U_z, U_n = p[f"weight_hh_l{n}"].split(self.h)
            b_r, b_z, b_n = p[f"bias_hh_l{n}"].split(self.h)
            ys = []
            for step in gx:
                a_r, a_z, a_n = step.split(self.h, dim=1)
                z = sigma(a_z + h @ U_z.t() + b_z)
                r = sigma(a_r + h @ U_r.t() + b_r)
                new = torch.tanh(a_n + r * (h @ U_n.t() + b_n))
                h = z * h + (1 - z) * new
                ys.append(h[None])
            x = torch.cat(ys, 0)
            hs.append(h)
        return x, torch.stack(hs, 0)
""",
    "all layers at each step, r and z from one joint product": """
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        for layer in range(num_layers):
            for kind, size in (('ih', input_size if layer == 0 else hidden_size), ('hh', hidden_size)):
                self.register_parameter(f'weight_{kind}_l{layer}', nn.Parameter(torch.randn(3 * hidden_size, size) / 4))
                self.register_parameter(f'bias_{kind}_l{layer}', nn.Parameter(torch.zeros(3 * hidden_size)))
    def cell(self, x, h, layer):
        H = self.hidden_size
        W, U = self.get_parameter(f'weight_ih_l{layer}'), self.get_parameter(f'weight_hh_l{layer}')
        b, d = self.get_parameter(f'bias_ih_l{layer}'), self.get_parameter(f'bias_hh_l{layer}')
        joint = torch.cat((W, U), dim=1)[:2 * H]
        r, z = torch.addmm((b + d)[:2 * H], torch.cat((x, h), dim=1), joint.t()).sigmoid().split(H, dim=1)
        n = (torch.addmm(b[2 * H:], x, W[2 * H:].t()) + r * torch.addmm(d[2 * H:], h, U[2 * H:].t())).tanh()
        return torch.lerp(n, h, z)
    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = input.new_zeros(self.num_layers, input.size(1), self.hidden_size)
        h = list(h_0.unbind(0))
        outputs = []
        for x in input:
            for layer in range(self.num_layers):
                h[layer] = x = self.cell(x, h[layer], layer)
            outputs.append(x)
        return torch.stack(outputs), torch.stack(h)
""",
    "Linears whose parameters bear torch's names": """
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.x2g, self.h2g = nn.ModuleList(), nn.ModuleList()
        for l in range(num_layers):
            x2g, h2g = nn.Linear(input_size if l == 0 else hidden_size, 3 * hidden_size), nn.Linear(hidden_size, 3 * hidden_size)
            self.x2g.append(x2g); self.h2g.append(h2g)
            setattr(self, f'weight_ih_l{l}', x2g.weight); setattr(self, f'bias_ih_l{l}', x2g.bias)
            setattr(self, f'weight_hh_l{l}', h2g.weight); setattr(self, f'bias_hh_l{l}', h2g.bias)
        self.H = hidden_size
    def forward(self, input, h_0=None):
        L, B = len(self.x2g), input.shape[1]
        h_0 = h_0 if h_0 is not None else torch.zeros(L, B, self.H)
        hn = torch.empty(0, B, self.H)
        for x2g, h2g, h in zip(self.x2g, self.h2g, h_0):
            out = []
            for part in x2g(input).unflatten(-1, (3, self.H)):
                gates = h2g(h).unflatten(-1, (3, self.H))
                rz = torch.sigmoid(part[:, :2] + gates[:, :2])
                n = torch.tanh(part[:, 2] + rz[:, 0] * gates[:, 2])
                h = torch.where(torch.ones_like(h, dtype=torch.bool), h * rz[:, 1] + n - n * rz[:, 1], h)
                out.append(h)
            input = torch.stack(out, 0)
            hn = torch.cat([hn, h.unsqueeze(0)])
        return input, hn
""",
    "columns, W @ x": """
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.sizes = [input_size] + [hidden_size] * num_layers
        for n, (a, b) in enumerate(zip(self.sizes, self.sizes[1:])):
            self.register_parameter(f"weight_ih_l{n}", torch.nn.Parameter(torch.randn(3 * b, a) * .1))
            self.register_parameter(f"weight_hh_l{n}", torch.nn.Parameter(torch.randn(3 * b, b) * .1))
            self.register_parameter(f"bias_ih_l{n}", torch.nn.Parameter(torch.randn(3 * b) * .1))
            self.register_parameter(f"bias_hh_l{n}", torch.nn.Parameter(torch.randn(3 * b) * .1))
    def forward(self, xs, hx=None):
        N, H = len(self.sizes) - 1, self.sizes[-1]
        if hx is None:
            hx = xs.new_zeros((N, xs.size(1), H))
        last = []
        for n in range(N):
            W, U, b, d = (self._parameters[k + str(n)] for k in ("weight_ih_l", "weight_hh_l", "bias_ih_l", "bias_hh_l"))
            h = hx[n].t()           # (hidden, batch)
            ys = []
            for t in range(xs.shape[0]):
                a = W.matmul(xs[t].t()) + b.view(-1, 1)
                q = U.matmul(h) + d.view(-1, 1)
                s = torch.sigmoid(a[:2 * H] + q[:2 * H])
                h = torch.tanh(a[2 * H:] + s[:H] * q[2 * H:]) * (1 - s[H:]) + s[H:] * h
                ys.append(h.t())
            xs = torch.stack(ys)
            last.append(h.t())
        return [xs, torch.stack(last)]
""",
    "nn.RNNBase keeps the parameters": """
class GRU(nn.RNNBase):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__('GRU', input_size, hidden_size, num_layers)
    def forward(self, input, hidden=None):
        if hidden is None:
            hidden = (torch.zeros(self.num_layers, input.size(1), self.hidden_size))
        next_h = []
        for layer in range(self.num_layers):
            h = hidden[layer]
            output = []
            for t in range(input.size(0)):
                gi = F.linear(input[t], getattr(self, 'weight_ih_l%d' % layer), getattr(self, 'bias_ih_l%d' % layer))
                gh = F.linear(h, getattr(self, 'weight_hh_l%d' % layer), getattr(self, 'bias_hh_l%d' % layer))
                i_r, i_i, i_n = gi.chunk(3, 1)
                h_r, h_i, h_n = gh.chunk(3, 1)
                resetgate = F.sigmoid(i_r + h_r)
                inputgate = F.sigmoid(i_i + h_i)
                newgate = F.tanh(i_n + resetgate * h_n)
                h = newgate + inputgate * (h - newgate)
                output.append(h)
            input = torch.cat(output, 0).view(input.size(0), *output[0].size())
            next_h.append(h)
        return input, torch.cat(next_h, 0).view(self.num_layers, *next_h[0].size())
""",
    "old idioms, the gates by chunk": """
from torch.autograd import Variable

class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(GRU, self).__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        for layer in range(num_layers):
            layer_input_size = input_size if layer == 0 else hidden_size
            params = (nn.Parameter(torch.Tensor(3 * hidden_size, layer_input_size)),
                      nn.Parameter(torch.Tensor(3 * hidden_size, hidden_size)),
                      nn.Parameter(torch.Tensor(3 * hidden_size)),
                      nn.Parameter(torch.Tensor(3 * hidden_size)))
            names = ['weight_ih_l{}', 'weight_hh_l{}', 'bias_ih_l{}', 'bias_hh_l{}']
            for name, param in zip(names, params):
                setattr(self, name.format(layer), param)
        stdv = 1.0 / (self.hidden_size ** 0.5)
        for weight in self.parameters():
            weight.data.uniform_(-stdv, stdv)
    def forward(self, input, hidden=None):
        if hidden is None:
            hidden = Variable(torch.zeros(self.num_layers, input.size(1), self.hidden_size))
        next_h = []
        for layer in range(self.num_layers):
            h = hidden[layer]
            output = []
            for t in range(input.size(0)):
                gi = F.linear(input[t], getattr(self, 'weight_ih_l%d' % layer), getattr(self, 'bias_ih_l%d' % layer))
                gh = F.linear(h, getattr(self, 'weight_hh_l%d' % layer), getattr(self, 'bias_hh_l%d' % layer))
                i_r, i_i, i_n = gi.chunk(3, 1)
                h_r, h_i, h_n = gh.chunk(3, 1)
                resetgate = F.sigmoid(i_r + h_r)
                inputgate = F.sigmoid(i_i + h_i)
                newgate = F.tanh(i_n + resetgate * h_n)
                h = newgate + inputgate * (h - newgate)
                output.append(h)
            input = torch.cat(output, 0).view(input.size(0), *output[0].size())
            next_h.append(h)
        return input, torch.cat(next_h, 0).view(self.num_layers, *next_h[0].size())
""",
    "sequence by sequence": """
class GRU(nn.Module):
    def __init__(self, n_in, n_hidden, n_layers=1):
        super().__init__()
        self.n_hidden, self.n_layers = n_hidden, n_layers
        for l in range(n_layers):
            setattr(self, f'bias_ih_l{l}', nn.Parameter(torch.zeros(3 * n_hidden)))
            setattr(self, f'bias_hh_l{l}', nn.Parameter(torch.zeros(3 * n_hidden)))
            setattr(self, f'weight_ih_l{l}', nn.Parameter(torch.randn(3 * n_hidden, n_in if not l else n_hidden) / 3))
            setattr(self, f'weight_hh_l{l}', nn.Parameter(torch.randn(3 * n_hidden, n_hidden) / 3))
    def step(self, x, h, l):
        \"\"\"x (in,), h (hidden,)\"\"\"
        a = getattr(self, f'weight_ih_l{l}').mv(x) + getattr(self, f'bias_ih_l{l}')
        q = getattr(self, f'weight_hh_l{l}').mv(h) + getattr(self, f'bias_hh_l{l}')
        (a_r, a_z, a_n), (q_r, q_z, q_n) = a.reshape(3, -1), q.reshape(3, -1)
        z, r = (a_z + q_z).sigmoid(), (a_r + q_r).sigmoid()
        return z * h + (1 - z) * (a_n + r * q_n).tanh()
    def forward(self, input, h_0=None):
        seq, batch, _ = input.shape
        h = {(l, b): torch.zeros(self.n_hidden) if h_0 is None else h_0[l, b] for l in range(self.n_layers) for b in range(batch)}
        rows = []
        for t in range(seq):
            for b in range(batch):
                x = input[t, b]
                for l in range(self.n_layers):
                    x = h[l, b] = self.step(x, h[l, b], l)
                rows.append(x)
        last = [torch.stack([h[l, b] for b in range(batch)]) for l in range(self.n_layers)]
        return torch.stack(rows).view(seq, batch, self.n_hidden), torch.stack(last)
""",
    "a recursive function, tanh = 2 sigmoid - 1": """
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.names = []
        for l in range(num_layers):
            group = [f'weight_ih_l{l}', f'weight_hh_l{l}', f'bias_ih_l{l}', f'bias_hh_l{l}']
            shapes = [(3 * hidden_size, input_size if l == 0 else hidden_size), (3 * hidden_size, hidden_size), (3 * hidden_size,), (3 * hidden_size,)]
            for name, shape in zip(group, shapes):
                self.register_parameter(name, nn.Parameter(0.2 * torch.randn(shape)))
            self.names.append(group)
    def run(self, xs, h, weights):
        if len(xs) == 0:
            return []
        w, u, b, d = weights
        a = F.linear(xs[0], w, b).unflatten(1, (3, self.hidden_size))
        q = F.linear(h, u, d).unflatten(1, (3, self.hidden_size))
        r, z = torch.sigmoid(a + q)[:, :2].unbind(1)
        h = (1 - z) * (2 * torch.sigmoid(2 * (a[:, 2] + r * q[:, 2])) - 1) + z * h
        return [h, *self.run(xs[1:], h, weights)]
    def forward(self, input, h_0=None):
        finals = []
        for l, group in enumerate(self.names):
            start = torch.zeros(input.size(1), self.hidden_size) if h_0 is None else h_0[l]
            out = self.run(input, start, [getattr(self, name) for name in group])
            input = torch.stack(out)
            finals.append(out[-1])
        return input, torch.stack(finals)
""",
    "everything float, the state cloned": """
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        for l in range(num_layers):
            d = input_size if l == 0 else hidden_size
            self.register_parameter(f'weight_ih_l{l}', nn.Parameter(torch.randn(3*hidden_size, d, dtype=torch.float32)))
            self.register_parameter(f'weight_hh_l{l}', nn.Parameter(torch.randn(3*hidden_size, hidden_size, dtype=torch.float32)))
            self.register_parameter(f'bias_ih_l{l}', nn.Parameter(torch.zeros(3*hidden_size, dtype=torch.float32)))
            self.register_parameter(f'bias_hh_l{l}', nn.Parameter(torch.zeros(3*hidden_size, dtype=torch.float32)))
    def forward(self, input, h_0=None):
        print('input', input.shape)
        S, B, D = input.shape
        H = self.hidden_size
        h = list(torch.zeros(self.num_layers, B, H).float() if h_0 is None else h_0.clone().float())
        outs = []
        for x in input.float():
            for l in range(self.num_layers):
                a = x @ getattr(self, f'weight_ih_l{l}').t() + getattr(self, f'bias_ih_l{l}')
                q = h[l] @ getattr(self, f'weight_hh_l{l}').t() + getattr(self, f'bias_hh_l{l}')
                r, z = [torch.sigmoid(a[:, k * H:(k + 1) * H] + q[:, k * H:(k + 1) * H]) for k in range(2)]
                n = torch.tanh(a[:, -H:] + r * q[:, -H:])
                h[l] = (1. - z) * n + z * h[l]
                x = h[l]
            outs.append(x)
        return torch.stack(outs), torch.stack(h)
""",
    "a helper that holds no parameters, accumulate": """
class Layer:
    def __init__(self, owner, number):
        self.owner, self.number = owner, number
    def __getattr__(self, name):
        return getattr(self.owner, f'{name}_l{self.number}')
    def __call__(self, xs, h):
        def step(h, x):
            a = torch.tensor_split(F.linear(x, self.weight_ih, self.bias_ih), 3, dim=1)
            q = torch.tensor_split(F.linear(h, self.weight_hh, self.bias_hh), 3, dim=1)
            z = torch.sigmoid(a[1] + q[1])
            return torch.addcmul((1 - z) * torch.tanh(torch.addcmul(a[2], torch.sigmoid(a[0] + q[0]), q[2])), z, h)
        states = list(itertools.accumulate(xs, step, initial=h))
        return torch.stack(states[1:]), states[-1]

import itertools

class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        k = hidden_size ** -.5
        for n in range(num_layers):
            for name, shape in [('weight_ih', [3 * hidden_size, hidden_size if n > 0 else input_size]), ('weight_hh', [3 * hidden_size, hidden_size]), ('bias_ih', [3 * hidden_size]), ('bias_hh', [3 * hidden_size])]:
                self.register_parameter(f'{name}_l{n}', nn.Parameter(torch.zeros(shape).uniform_(-k, k)))
        self.layers = [Layer(self, n) for n in range(num_layers)]
    def forward(self, input, h_0=None):
        h_0 = [None] * len(self.layers) if h_0 is None else h_0
        finals = []
        for layer, h in zip(self.layers, h_0):
            input, final = layer(input, torch.zeros(input.shape[1], self.hidden_size) if h is None else h)
            finals.append(final)
        return input, torch.stack(finals)
""",
}

SOUND = sound("GRU", LAYERS["the lecture's"])
RIGHT = right("GRU", LAYERS)
STUB = stub("GRU")
FORGERIES = forgeries("GRU", SOUND)


def _layer(phrase: str, *edits: tuple[str, str]) -> Bug:
    return Bug("gru-layer", SOUND.with_(layer=edited(SOUND.parts["layer"], *edits)), phrase)


OF_X, OF_H = "x_r, x_z, x_n = (", "h_r, h_z, h_n_part = ("
CANDIDATE, HIDDEN = "n = torch.tanh(x_n + r * h_n_part)", "h = (1 - z) * n + z * h"
RETURN = "return input, torch.stack(h_n)"
START = "h, outputs = h_0[k], []"
W_HN, B_HN = "w_hh.chunk(3)[2].T", "b_hh.chunk(3)[2]"

BUGS = {
    # the order of the rows
    "order z, r, n": _layer("in the order z, r, n", (OF_X, "x_z, x_r, x_n = ("), (OF_H, "h_z, h_r, h_n_part = (")),
    "order n, r, z": _layer("in the order n, r, z", (OF_X, "x_n, x_r, x_z = ("), (OF_H, "h_n_part, h_r, h_z = (")),
    "order r, n, z": _layer("in the order r, n, z", (OF_X, "x_r, x_n, x_z = ("), (OF_H, "h_r, h_n_part, h_z = (")),
    # the equations
    "z and 1 - z swapped": _layer("z and 1 - z are swapped", (HIDDEN, "h = z * n + (1 - z) * h")),
    "z is ignored": _layer("the update gate z is ignored", (HIDDEN, "h = n")),
    "z * h is missing": _layer("z * h is missing", (HIDDEN, "h = (1 - z) * n")),
    "1 - z is missing": _layer("1 - z is missing", (HIDDEN, "h = n + z * h")),
    "z for 1 - z": _layer("z takes n where 1 - z does", (HIDDEN, "h = z * n + z * h")),
    "r mixes n and h": _layer("it is z's", (HIDDEN, "h = (1 - r) * n + r * h")),
    "r before the product": _layer("r is applied to h before W_hn", (CANDIDATE, f"n = torch.tanh(x_n + (r * h) @ {W_HN} + {B_HN})")),
    "r is ignored": _layer("the reset gate r is ignored", (CANDIDATE, "n = torch.tanh(x_n + h_n_part)")),
    "1 - r for r": _layer("1 - r is taken for r", (CANDIDATE, "n = torch.tanh(x_n + (1 - r) * h_n_part)")),
    "r on x's part": _layer("r is applied to x's part", (CANDIDATE, "n = torch.tanh(r * x_n + h_n_part)")),
    "r on all of n": _layer("r is applied to all of n", (CANDIDATE, "n = torch.tanh(r * (x_n + h_n_part))")),
    "b_hn outside of r": _layer("b_hn is left outside", (CANDIDATE, f"n = torch.tanh(x_n + r * (h @ {W_HN}) + {B_HN})")),
    "no b_hn": _layer("b_hn is not added", (CANDIDATE, f"n = torch.tanh(x_n + r * (h @ {W_HN}))")),
    "z for r in n": _layer("", (CANDIDATE, "n = torch.tanh(x_n + z * h_n_part)")),
    "h's part of n is missing": _layer("h's part of n is missing", (CANDIDATE, "n = torch.tanh(x_n)")),
    "x's part of n is missing": _layer("x's part of n is missing", (CANDIDATE, "n = torch.tanh(r * h_n_part)")),
    "sigmoid for n": _layer("n goes through sigmoid", ("torch.tanh(", "torch.sigmoid(")),
    "ReLU for n": _layer("n goes through ReLU", ("torch.tanh(", "torch.relu(")),
    "nothing for n": _layer("n goes through nothing", ("torch.tanh(", "(")),
    "tanh for r and z": _layer("r and z go through tanh", ("torch.sigmoid(", "torch.tanh(")),
    "tanh around h": _layer("tanh goes over h once more", (HIDDEN, "h = torch.tanh((1 - z) * n + z * h)")),
    "bias_hh is forgotten": _layer("bias_hh is not added", (" + b_hh)", ")")),
    "bias_ih is forgotten": _layer("bias_ih is not added", (" + b_ih)", ")")),
    "no biases": _layer("neither bias", (" + b_ih)", ")"), (" + b_hh)", ")")),
    "bias_ih twice": _layer("bias_ih is added twice", (" + b_hh)", " + b_ih)")),
    "h is updated before r is used": _layer("", ("n = torch.tanh(x_n", "h = z * h\n                n = torch.tanh(x_n"), (HIDDEN, "h = (1 - z) * n + h * z")),
    # what is carried
    "h is not carried": _layer("h is not carried", ("outputs.append(h)", "outputs.append(h); h = torch.zeros_like(h)")),
    "h is carried into the next layer": _layer("the layer below ended", (START, "outputs = []\n            if k == 0: h = h_0[0]")),
    "h_0 is ignored": _layer("the given state is ignored", ("if h_0 is None:", "if True:")),
    "every layer starts from layer 0's": _layer("state given for layer 0", (START, "h, outputs = h_0[0], []")),
    "ones for a first state": _layer("without a state h_0 = 0 is meant", ("torch.zeros(", "torch.ones(")),
    "the state leaks into the next call": _layer(
        "the first call's state leaks in",
        ("if h_0 is None:", "if h_0 is None:\n            h_0 = getattr(self, 'state', None)\n        if h_0 is None:"),
        (RETURN, "self.state = torch.stack(h_n).detach()\n        return input, self.state"),
    ),
    # what is returned
    "only the last layer's state": _layer("expected the shape", (RETURN, "return input, h.unsqueeze(0)")),
    "a state without an axis for layers": _layer("expected the shape", (RETURN, "return input, h")),
    "h_n in a tuple": _layer("h_n: expected a tensor", (RETURN, "return input, (torch.stack(h_n),)")),
    "a list of states": _layer("torch.stack", (RETURN, "return input, h_n")),
    "the output alone": _layer("expected output, h_n", (RETURN, "return input")),
    "the final states in reverse order": _layer("reverse order", (RETURN, "return input, torch.stack(h_n[::-1])")),
    "batch first": _layer(
        "first axis is taken for the batch",
        ("        if h_0 is None:", "        input = input.transpose(0, 1)\n        if h_0 is None:"),
        (RETURN, RETURN.replace("input", "input.transpose(0, 1)", 1)),
    ),
    "read backwards": _layer("read backwards", ("for x in input:", "for x in input.flip(0):")),
    "candidates for an output": _layer("", ("outputs.append(h)", "outputs.append(n)")),
    # layers and parameters
    "every layer reads the input": _layer("", ("input = torch.stack(outputs)", "output = torch.stack(outputs)"), (RETURN, RETURN.replace("input", "output", 1))),
    "always one layer": _layer("no parameter weight_ih_l1", ("self.num_layers = hidden_size, num_layers", "self.num_layers = hidden_size, 1"), ("range(num_layers)", "range(1)")),
    "other names": _layer("no parameter weight_ih_l0", ("'weight_ih': (", "'w_ih': ("), ("('weight_ih',", "('w_ih',")),
    "LSTM's shapes": _layer("has the shape", ("(3 * hidden_size", "(4 * hidden_size"), ("chunk(3, dim=1)", "chunk(4, dim=1)[:3]")),
    "tensors that are no parameters": _layer("it has none", ("nn.Parameter(torch.empty(shape).uniform_(-bound, bound))", "torch.empty(shape).uniform_(-bound, bound)")),
    # what the gradient flows through
    "h is detached": _layer("h is detached", ("outputs.append(h)", "outputs.append(h); h = h.detach()")),
    "the first state is detached": _layer("the given state is detached", (START, "h, outputs = h_0[k].detach(), []")),
    "h is detached in r alone": _layer("", ("x_r + h_r", "x_r + h_r.detach()")),
    **network_bugs("GRU", SOUND),
    **loop_bugs("GRU", SOUND),
}  # fmt: skip
