# Other spellings of what is right.

# %% the lecture's
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

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
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

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharLSTM, self).__init__()
        self.hidden_size = hidden_size
        self.fc = nn.Linear(hidden_size, num_classes)
        self.encoder = LSTM(input_size, hidden_size, num_layers)
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

# %% the inputs' part at once, gate by gate
import torch.nn.functional as F
from torch import optim
import numpy as np

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

class CharLSTM(LSTM):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        LSTM.__init__(self, input_size, hidden_size, num_layers)
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

# %% all layers at each step
from torch import optim
import numpy as np

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

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(1, num_classes))
        self.W = nn.Parameter(torch.randn(hidden_size, num_classes) * 0.1)
        self.cell = LSTM(input_size, hidden_size, num_layers)
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

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(num_layers):
            self.layers.append(LSTM(input_size if i == 0 else hidden_size, hidden_size))
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

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
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
                gates = F.linear(input[t], self.__getattr__('weight_ih_l%d' % layer), self.__getattr__('bias_ih_l%d' % layer)) \
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

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.body, self.head = LSTM(input_size, hidden_size, num_layers), nn.Conv1d(hidden_size, num_classes, 1)
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

# %% old idioms, one dict of parameters
import torch.nn.functional as F
from torch import optim
import numpy as np

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
                gates = F.linear(input[t], self.__getattr__('weight_ih_l%d' % layer), self.__getattr__('bias_ih_l%d' % layer)) \
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
        """xs (seq, in), h and c (hidden,)"""
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

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharLSTM, self).__init__()
        self.hidden_size = hidden_size
        self.fc = nn.Linear(hidden_size, num_classes)
        self.encoder = LSTM(input_size, hidden_size, num_layers)
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

# %% a recursive function, the candidate by tanh = 2 sigmoid - 1
import torch.nn.functional as F

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

class CharLSTM(LSTM):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        LSTM.__init__(self, input_size, hidden_size, num_layers)
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

# %% everything float, the states cloned
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

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(1, num_classes))
        self.W = nn.Parameter(torch.randn(hidden_size, num_classes) * 0.1)
        self.cell = LSTM(input_size, hidden_size, num_layers)
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

# %% one module a layer, its parameters lent
import torch.nn.functional as F
from torch import optim
import numpy as np

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

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(num_layers):
            self.layers.append(LSTM(input_size if i == 0 else hidden_size, hidden_size))
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

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
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
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharLSTM, self).__init__()
        self.hidden_size = hidden_size
        self.fc = nn.Linear(hidden_size, num_classes)
        self.encoder = LSTM(input_size, hidden_size, num_layers)
    def forward(self, x):
        out, state = self.encoder(x, None)
        out = out.contiguous().view(-1, self.hidden_size)
        return self.fc(out)

# %% network: a subclass of the layer
class CharLSTM(LSTM):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        LSTM.__init__(self, input_size, hidden_size, num_layers)
        self.out = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        h = super().forward(input)[0]
        return torch.cat([self.out(h_t) for h_t in h])

# %% network: own parameters, x @ W
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(1, num_classes))
        self.W = nn.Parameter(torch.randn(hidden_size, num_classes) * 0.1)
        self.cell = LSTM(input_size, hidden_size, num_layers)
    def forward(self, input):
        seq, batch = input.shape[:2]
        y = torch.einsum('sbh,hc->sbc', self.cell(input)[0], self.W)
        return y.reshape(seq * batch, -1) + self.b

# %% network: single layers in a list, a Linear
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(num_layers):
            self.layers.append(LSTM(input_size if i == 0 else hidden_size, hidden_size))
        self.head = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        for layer in self.layers:
            input, *_ = layer(input)
        return self.head(input).flatten(end_dim=1)

# %% network: a lazy Linear, one step at a time, the state handed on
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = LSTM(input_size, hidden_size, num_layers)
        self.out = nn.LazyLinear(num_classes)
    def forward(self, input):
        state, rows = None, []
        for x in input.split(1):
            y, state = self.rnn(x, state)
            rows.append(self.out(y[0]))
        return torch.vstack(rows)

# %% network: a convolution of width 1
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.body, self.head = LSTM(input_size, hidden_size, num_layers), nn.Conv1d(hidden_size, num_classes, 1)
    def forward(self, input):
        h, _ = self.body(input)
        return self.head(h.permute(1, 2, 0)).permute(2, 0, 1).reshape(input.size(0) * input.size(1), -1)

# %% network: one Linear of [h, x] for all gates, in the order f, i, o, g
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.H = hidden_size
        self.cells = nn.ModuleList(nn.Linear(hidden_size + (hidden_size if l else input_size), 4 * hidden_size) for l in range(num_layers))
        self.out = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        x = input
        for cell in self.cells:
            h, c, ys = torch.zeros(x.size(1), self.H), torch.zeros(x.size(1), self.H), []
            for x_t in x:
                f, i, o, g = cell(torch.cat([h, x_t], 1)).chunk(4, 1)
                c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                h = o.sigmoid() * c.tanh()
                ys.append(h)
            x = torch.stack(ys)
        return self.out(x).view(-1, self.out.out_features)

# %% network: a matrix for each gate, x @ W + h @ U + b
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.H, self.L = hidden_size, num_layers
        def new(*shape): return nn.Parameter(torch.randn(*shape) * 0.3)
        for l in range(num_layers):
            for gate in 'ifog':
                setattr(self, f'W_{gate}{l}', new(hidden_size if l else input_size, hidden_size))
                setattr(self, f'U_{gate}{l}', new(hidden_size, hidden_size))
                setattr(self, f'b_{gate}{l}', new(hidden_size))
        self.V, self.d = new(hidden_size, num_classes), new(num_classes)
    def forward(self, x):
        for l in range(self.L):
            h = c = torch.zeros(x.size(1), self.H)
            ys = []
            for x_t in x:
                a = {g: x_t @ getattr(self, f'W_{g}{l}') + h @ getattr(self, f'U_{g}{l}') + getattr(self, f'b_{g}{l}') for g in 'ifog'}
                c = torch.sigmoid(a['f']) * c + torch.sigmoid(a['i']) * torch.tanh(a['g'])
                h = torch.sigmoid(a['o']) * torch.tanh(c)
                ys.append(h)
            x = torch.stack(ys)
        return (x @ self.V + self.d).flatten(0, 1)

# %% the Linear in weight_norm old="nn.Linear(hidden_size, num_classes)" new="nn.utils.parametrizations.weight_norm(nn.Linear(hidden_size, num_classes))"

# %% the loss in float32 old="criterion(outputs, labels)" new="criterion(outputs.float(), labels)"
