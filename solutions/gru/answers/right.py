# Other spellings of what is right.

# %% the lecture's
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

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).reshape(-1, self.linear.out_features)

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

# %% register_parameter, F.linear, slices, tensors filled in
import torch.nn.functional as F
from torch import optim

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

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharGRU, self).__init__()
        self.hidden_size = hidden_size
        self.fc = nn.Linear(hidden_size, num_classes)
        self.encoder = GRU(input_size, hidden_size, num_layers)
    def forward(self, x):
        out, state = self.encoder(x, None)
        out = out.contiguous().view(-1, self.hidden_size)
        return self.fc(out)

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

# %% gate by gate, sigmoid by hand, the inputs' part at once
import torch.nn.functional as F
from torch import optim
import numpy as np

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

class CharGRU(GRU):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        GRU.__init__(self, input_size, hidden_size, num_layers)
        self.out = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        h = super().forward(input)[0]
        return torch.cat([self.out(h_t) for h_t in h])

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

# %% all layers at each step, r and z from one joint product
from torch import optim
import numpy as np

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

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(1, num_classes))
        self.W = nn.Parameter(torch.randn(hidden_size, num_classes) * 0.1)
        self.cell = GRU(input_size, hidden_size, num_layers)
    def forward(self, input):
        seq, batch = input.shape[:2]
        y = torch.einsum('sbh,hc->sbc', self.cell(input)[0], self.W)
        return y.reshape(seq * batch, -1) + self.b

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

# %% Linears whose parameters bear torch's names
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

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(num_layers):
            self.layers.append(GRU(input_size if i == 0 else hidden_size, hidden_size))
        self.head = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        for layer in self.layers:
            input, *_ = layer(input)
        return self.head(input).flatten(end_dim=1)

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

# %% columns, W @ x
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

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.out = nn.LazyLinear(num_classes)
    def forward(self, input):
        state, rows = None, []
        for x in input.split(1):
            y, state = self.rnn(x, state)
            rows.append(self.out(y[0]))
        return torch.vstack(rows)

def decode(outputs, idx2char):
    _, idx = outputs.max(dim=1)
    idx = idx.data.numpy()
    return ''.join([idx2char[x] for x in idx])

# %% nn.RNNBase keeps the parameters
import torch.nn.functional as F
from torch import optim

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

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.body, self.head = GRU(input_size, hidden_size, num_layers), nn.Conv1d(hidden_size, num_classes, 1)
    def forward(self, input):
        h, _ = self.body(input)
        return self.head(h.permute(1, 2, 0)).permute(2, 0, 1).reshape(input.size(0) * input.size(1), -1)

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

# %% old idioms, the gates by chunk
import torch.nn.functional as F
from torch import optim
import numpy as np

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

# %% sequence by sequence
from torch import optim

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
        """x (in,), h (hidden,)"""
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

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharGRU, self).__init__()
        self.hidden_size = hidden_size
        self.fc = nn.Linear(hidden_size, num_classes)
        self.encoder = GRU(input_size, hidden_size, num_layers)
    def forward(self, x):
        out, state = self.encoder(x, None)
        out = out.contiguous().view(-1, self.hidden_size)
        return self.fc(out)

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

# %% a recursive function, tanh = 2 sigmoid - 1
import torch.nn.functional as F

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

class CharGRU(GRU):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        GRU.__init__(self, input_size, hidden_size, num_layers)
        self.out = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        h = super().forward(input)[0]
        return torch.cat([self.out(h_t) for h_t in h])

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

# %% everything float, the state cloned
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

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(1, num_classes))
        self.W = nn.Parameter(torch.randn(hidden_size, num_classes) * 0.1)
        self.cell = GRU(input_size, hidden_size, num_layers)
    def forward(self, input):
        seq, batch = input.shape[:2]
        y = torch.einsum('sbh,hc->sbc', self.cell(input)[0], self.W)
        return y.reshape(seq * batch, -1) + self.b

def decode(outputs, idx2char):
    text = ""
    for row in outputs:
        value, index = row.topk(1)
        text += idx2char[index.item()]
    return text

# %% a helper that holds no parameters, accumulate
import torch.nn.functional as F
from torch import optim
import numpy as np

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

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(num_layers):
            self.layers.append(GRU(input_size if i == 0 else hidden_size, hidden_size))
        self.head = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        for layer in self.layers:
            input, *_ = layer(input)
        return self.head(input).flatten(end_dim=1)

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

# %% network: the layer and a Linear
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

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).reshape(-1, self.linear.out_features)

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

# %% network: the Linear first, made flat first
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharGRU, self).__init__()
        self.hidden_size = hidden_size
        self.fc = nn.Linear(hidden_size, num_classes)
        self.encoder = GRU(input_size, hidden_size, num_layers)
    def forward(self, x):
        out, state = self.encoder(x, None)
        out = out.contiguous().view(-1, self.hidden_size)
        return self.fc(out)

# %% network: a subclass of the layer
class CharGRU(GRU):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        GRU.__init__(self, input_size, hidden_size, num_layers)
        self.out = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        h = super().forward(input)[0]
        return torch.cat([self.out(h_t) for h_t in h])

# %% network: own parameters, x @ W
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(1, num_classes))
        self.W = nn.Parameter(torch.randn(hidden_size, num_classes) * 0.1)
        self.cell = GRU(input_size, hidden_size, num_layers)
    def forward(self, input):
        seq, batch = input.shape[:2]
        y = torch.einsum('sbh,hc->sbc', self.cell(input)[0], self.W)
        return y.reshape(seq * batch, -1) + self.b

# %% network: single layers in a list, a Linear
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(num_layers):
            self.layers.append(GRU(input_size if i == 0 else hidden_size, hidden_size))
        self.head = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        for layer in self.layers:
            input, *_ = layer(input)
        return self.head(input).flatten(end_dim=1)

# %% network: a lazy Linear, one step at a time, the state handed on
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = GRU(input_size, hidden_size, num_layers)
        self.out = nn.LazyLinear(num_classes)
    def forward(self, input):
        state, rows = None, []
        for x in input.split(1):
            y, state = self.rnn(x, state)
            rows.append(self.out(y[0]))
        return torch.vstack(rows)

# %% network: a convolution of width 1
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.body, self.head = GRU(input_size, hidden_size, num_layers), nn.Conv1d(hidden_size, num_classes, 1)
    def forward(self, input):
        h, _ = self.body(input)
        return self.head(h.permute(1, 2, 0)).permute(2, 0, 1).reshape(input.size(0) * input.size(1), -1)

# %% network: two Linears, the head before them
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.H = hidden_size
        self.out = nn.Linear(hidden_size, num_classes)
        self.h2g = nn.ModuleList(nn.Linear(hidden_size, 3 * hidden_size) for l in range(num_layers))
        self.x2g = nn.ModuleList(nn.Linear(hidden_size if l else input_size, 3 * hidden_size) for l in range(num_layers))
    def forward(self, x):
        for x2g, h2g in zip(self.x2g, self.h2g):
            h, ys = torch.zeros(x.size(1), self.H), []
            for x_t in x:
                (z, r, n), (hz, hr, hn) = x2g(x_t).chunk(3, 1), h2g(h).chunk(3, 1)
                z, r = torch.sigmoid(z + hz), torch.sigmoid(r + hr)
                h = torch.lerp(torch.tanh(n + r * hn), h, z)
                ys.append(h)
            x = torch.stack(ys)
        return self.out(x).view(-1, self.out.out_features)

# %% network: two Linears for each gate
class Cell(nn.Module):
    def __init__(self, size, hidden):
        super().__init__()
        self.W_z, self.U_z = nn.Linear(size, hidden), nn.Linear(hidden, hidden)
        self.W_r, self.U_r = nn.Linear(size, hidden), nn.Linear(hidden, hidden)
        self.W_n, self.U_n = nn.Linear(size, hidden), nn.Linear(hidden, hidden)
    def forward(self, x, h):
        z, r = torch.sigmoid(self.W_z(x) + self.U_z(h)), torch.sigmoid(self.W_r(x) + self.U_r(h))
        return (1 - z) * torch.tanh(self.W_n(x) + r * self.U_n(h)) + z * h

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.H = hidden_size
        self.cells = nn.ModuleList([Cell(input_size, hidden_size)] + [Cell(hidden_size, hidden_size) for _ in range(1, num_layers)])
        self.out = nn.Linear(hidden_size, num_classes)
    def forward(self, x):
        hs = [torch.zeros(x.size(1), self.H) for _ in self.cells]
        rows = []
        for x_t in x:
            for k, cell in enumerate(self.cells):
                x_t = hs[k] = cell(x_t, hs[k])
            rows.append(self.out(x_t))
        return torch.cat(rows)

# %% the Linear in weight_norm old="nn.Linear(hidden_size, num_classes)" new="nn.utils.parametrizations.weight_norm(nn.Linear(hidden_size, num_classes))"

# %% the loss in float32 old="criterion(outputs, labels)" new="criterion(outputs.float(), labels)"
