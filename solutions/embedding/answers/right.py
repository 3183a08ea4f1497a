# Other spellings of what is right.

# %% masked gradient; ready-made RNN
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings)

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

# %% masked output; zeros for h_0, batch first within
import torch.nn.functional as F
from torch import optim
from torch.autograd import Variable

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super(Embedding, self).__init__()
        w = torch.Tensor(num_embeddings, embedding_dim).uniform_(-1, 1).to(torch.get_default_dtype())
        if padding_idx != None:
            w[padding_idx, :] = 0
        self.weight = nn.Parameter(w)
        self.pad = padding_idx
    def forward(self, indices):
        out = torch.index_select(self.weight, 0, indices.flatten()).view(*indices.shape, -1)
        if self.pad is not None:
            out = out * (indices != self.pad).unsqueeze(-1)
        return out

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super(EmbeddingRNN, self).__init__()
        self.fc = nn.Linear(hidden_size, num_embeddings)
        self.rnn = nn.RNN(input_size=embedding_dim, hidden_size=hidden_size, num_layers=num_layers, batch_first=True)
        self.emb = Embedding(num_embeddings, embedding_dim)
        self.hidden_size, self.num_layers = hidden_size, num_layers
    def forward(self, x):
        hidden = Variable(torch.zeros(self.num_layers, x.size(1), self.hidden_size))
        x = self.emb(x.t())
        x, _ = self.rnn(x, hidden)
        x = self.fc(x)
        return x.transpose(0, 1).reshape(-1, x.size(-1))

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

# %% ready-made function; cells, the linear layer at each step
import torch.nn.functional as F
from torch import optim

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.num_embeddings, self.embedding_dim, self.padding_idx = num_embeddings, embedding_dim, padding_idx
        self.weight = nn.Parameter(torch.empty((num_embeddings, embedding_dim)))
        self.reset_parameters()
    def reset_parameters(self):
        nn.init.normal_(self.weight)
        if self.padding_idx is not None:
            with torch.no_grad():
                self.weight[self.padding_idx].fill_(0)
    def forward(self, input):
        return F.embedding(input, self.weight, self.padding_idx)

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.lookup = Embedding(num_embeddings, embedding_dim)
        self.cells = nn.ModuleList([nn.RNNCell(embedding_dim if i == 0 else hidden_size, hidden_size) for i in range(num_layers)])
        self.out = nn.Linear(hidden_size, num_embeddings)
    def forward(self, indices):
        seq, batch = indices.shape
        h = [torch.zeros(batch, cell.hidden_size) for cell in self.cells]
        logits = []
        for t in range(seq):
            x = self.lookup(indices[t])
            for i, cell in enumerate(self.cells):
                x = h[i] = cell(x, h[i])
            logits.append(self.out(x))
        return torch.cat(logits, dim=0)

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

# %% one-hot times matrix; all by hand
import torch.nn.functional as F
from torch import optim
import numpy as np

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.n = num_embeddings
        self.weight = nn.Parameter(nn.init.xavier_uniform_(torch.zeros(num_embeddings, embedding_dim)))
        self.padding_idx = padding_idx
        if padding_idx is not None:
            self.weight.data[padding_idx].zero_()
    def forward(self, indices):
        vectors = F.one_hot(indices, self.n).to(self.weight.dtype)
        if self.padding_idx is not None:
            vectors[..., self.padding_idx] = 0
        return vectors @ self.weight

class EmbeddingRNN(nn.Module):
    def __init__(self, V, D, H, num_layers=1):
        super().__init__()
        self.H = H
        self.C = Embedding(V, D)
        self.V = nn.Parameter(torch.randn(H, V) / 3)
        self.c = nn.Parameter(torch.zeros(V))
        self.W = nn.ParameterList([nn.Parameter(torch.randn(D if l == 0 else H, H) / 3) for l in range(num_layers)])
        self.U = nn.ParameterList([nn.Parameter(torch.randn(H, H) / 3) for l in range(num_layers)])
        self.b = nn.ParameterList([nn.Parameter(torch.randn(1, H)) for l in range(num_layers)])
    def forward(self, indices):
        x = self.C(indices)
        for W, U, b in zip(self.W, self.U, self.b):
            h = torch.zeros(indices.shape[1], self.H)
            hs = []
            for x_t in x:
                h = torch.tanh(x_t @ W + h @ U + b)
                hs.append(h)
            x = torch.stack(hs)
        return x.flatten(0, 1) @ self.V + self.c

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

# %% where, and the padding row detached; one Linear of [x, h] a layer
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        weight = torch.normal(0.0, 0.1, size=(num_embeddings, embedding_dim))
        if padding_idx is not None:
            weight[padding_idx] = torch.zeros(embedding_dim)
        self.weight = nn.Parameter(weight, requires_grad=True)
        self.padding_idx = padding_idx
    def forward(self, indices):
        rows = self.weight[indices]
        if self.padding_idx is None:
            return rows
        is_padding = (indices == self.padding_idx)[..., None]
        return torch.where(is_padding, rows.detach(), rows)

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embed = Embedding(num_embeddings, embedding_dim)
        ins = [embedding_dim] + [hidden_size] * (num_layers - 1)
        self.i2h = nn.ModuleList(nn.Linear(n + hidden_size, hidden_size) for n in ins)
        self.h2o = nn.Linear(hidden_size, num_embeddings)
    def forward(self, indices):
        hidden = [torch.zeros(indices.size(1), self.h2o.in_features) for _ in self.i2h]
        ys = []
        for x in self.embed(indices):
            new = []
            for i2h, h in zip(self.i2h, hidden):
                x = torch.tanh(i2h(torch.cat((x, h), dim=-1)))
                new.append(x)
            hidden = new
            ys.append(x)
        return self.h2o(torch.stack(ys)).flatten(end_dim=1)

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

# %% a mask kept as a buffer; a Sequential, its output unpacked
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        mask = torch.ones(num_embeddings, 1)
        if padding_idx is not None:
            mask[padding_idx] = 0
        self.register_buffer('mask', mask)
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim) * mask)
    def forward(self, indices):
        return (self.weight * self.mask)[indices, :]

class First(nn.Module):
    def forward(self, pair):
        return pair[0]
class EmbeddingRNN(nn.Sequential):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__(
            Embedding(num_embeddings, embedding_dim, padding_idx=None),
            nn.RNN(embedding_dim, hidden_size, num_layers),
            First(),
            nn.Flatten(0, 1),
            nn.Linear(hidden_size, num_embeddings),
        )

def decode(outputs, idx2char):
    _, idx = outputs.max(dim=1)
    idx = idx.data.numpy()
    return ''.join([idx2char[x] for x in idx])

# %% gather; stacked weights
import torch.nn.functional as F
from torch import optim

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.d = embedding_dim
        self.weight = nn.Parameter(torch.rand(num_embeddings, embedding_dim) * 2 - 1)
        if padding_idx is not None:
            self.weight.data[padding_idx] = 0.0
            def hook(g, row=padding_idx):
                keep = torch.ones_like(g)
                keep[row] = 0
                return g * keep
            self.weight.register_hook(hook)
    def forward(self, indices):
        where = indices.reshape(-1, 1).expand(-1, self.d)
        return torch.gather(self.weight, 0, where).reshape(indices.shape + (self.d,))

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.head = nn.Linear(hidden_size, num_embeddings, bias=False)
        self.head_bias = nn.Parameter(torch.zeros(num_embeddings))
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.first = nn.Parameter(torch.randn(hidden_size, embedding_dim) / 4)
        self.upper = nn.Parameter(torch.randn(num_layers - 1, hidden_size, hidden_size) / 4)
        self.hh = nn.Parameter(torch.randn(num_layers, hidden_size, hidden_size) / 4)
        self.bias = nn.Parameter(torch.randn(num_layers, hidden_size) / 4)
    def forward(self, indices):
        seq, batch = indices.size()
        x = self.embedding(indices)
        for l in range(self.hh.size(0)):
            w = self.first if l == 0 else self.upper[l - 1]
            h = x.new_zeros(batch, self.hh.size(1))
            out = []
            for t in range(seq):
                h = torch.tanh(F.linear(x[t], w, self.bias[l]) + F.linear(h, self.hh[l]))
                out.append(h)
            x = torch.stack(out, dim=0)
        logits = self.head(x) + self.head_bias
        return logits.contiguous().view(seq * batch, -1)

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

# %% a list of rows; an RNN of their own from the week before
import torch.nn.functional as F
from torch import optim
import numpy as np

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.embedding_dim = embedding_dim
        rows = [[0.0 if i == padding_idx else float(np.random.randn()) for _ in range(embedding_dim)] for i in range(num_embeddings)]
        self.weight = nn.Parameter(torch.tensor(rows))
    def forward(self, indices):
        rows = []
        for i in indices.view(-1).tolist():
            row = self.weight[i]
            rows.append(row.detach() if i == self.padding_idx else row)
        return torch.stack(rows).view(*indices.size(), self.embedding_dim)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)
    def forward(self, input):
        output, _ = self.rnn(input)
        return output.reshape(-1, self.hidden_size)
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.layers = nn.ModuleDict({
            'embedding': Embedding(num_embeddings, embedding_dim),
            'rnn': RNN(embedding_dim, hidden_size, 1, num_layers),
            'linear': nn.Linear(hidden_size, num_embeddings),
        })
    def forward(self, indices):
        for layer in self.layers.values():
            indices = layer(indices)
        return indices

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

# %% cleared when it has been accumulated; the bias in the matrix
import math
from torch import optim

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim) / math.sqrt(embedding_dim))
        if padding_idx is not None:
            nn.init.zeros_(self.weight[padding_idx].data)
            def clear(parameter):
                parameter.grad[padding_idx] = 0
            self.weight.register_post_accumulate_grad_hook(clear)
    def forward(self, indices):
        return torch.einsum('...n,nd->...d', torch.eye(self.weight.shape[0])[indices], self.weight)

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.table = Embedding(num_embeddings, embedding_dim)
        self.theta = nn.ParameterList([
            nn.Parameter(torch.randn((embedding_dim if l == 0 else hidden_size) + hidden_size + 1, hidden_size) * .3)
            for l in range(num_layers)])
        self.linear = nn.Linear(hidden_size, num_embeddings)
    def forward(self, indices):
        xs = self.table(indices).unbind(0)
        for theta in self.theta:
            h = torch.zeros(indices.size(1), theta.size(1))
            ones = torch.ones(indices.size(1), 1)
            hs = []
            for x in xs:
                h = torch.cat([h, x, ones], 1).mm(theta).tanh()
                hs.append(h)
            xs = hs
        return torch.cat([self.linear(h) for h in xs])

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

# %% its own gradient; one vector for the RNN
import math

class Lookup(torch.autograd.Function):
    @staticmethod
    def forward(ctx, weight, indices, padding_idx):
        ctx.save_for_backward(indices)
        ctx.shape, ctx.padding_idx = weight.shape, padding_idx
        return weight[indices]
    @staticmethod
    def backward(ctx, grad):
        indices, = ctx.saved_tensors
        total = torch.zeros(ctx.shape, dtype=grad.dtype)
        total.index_add_(0, indices.reshape(-1), grad.reshape(-1, ctx.shape[1]))
        if ctx.padding_idx is not None:
            total[ctx.padding_idx] = 0
        return total, None, None

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.zeros(num_embeddings, embedding_dim))
        nn.init.uniform_(self.weight, -0.5, 0.5)
        if padding_idx is not None:
            self.weight.data[padding_idx] *= 0
    def forward(self, indices):
        return Lookup.apply(self.weight, indices, self.padding_idx)

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.shapes = []
        for l in range(num_layers):
            self.shapes += [(hidden_size,), (hidden_size, embedding_dim if l == 0 else hidden_size), (hidden_size, hidden_size)]
        self.flat = nn.Parameter(torch.randn(sum(math.prod(s) for s in self.shapes)) * 0.3)
        self.linear = nn.Linear(hidden_size, num_embeddings)
    def forward(self, indices):
        parts = self.flat.split([math.prod(s) for s in self.shapes])
        parts = [part.view(s) for part, s in zip(parts, self.shapes)]
        x = self.embedding(indices)
        for b, W, U in zip(parts[::3], parts[1::3], parts[2::3]):
            h, out = torch.zeros(indices.size(1), b.numel()), []
            for x_t in x:
                h = torch.tanh(b + x_t @ W.T + h @ U.T)
                out.append(h)
            x = torch.stack(out)
        return self.linear(x.view(-1, x.size(2)))

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

# %% the table as the weight of a Linear; the linear layer as a convolution
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.table = nn.Linear(embedding_dim, num_embeddings, bias=False)
        self.padding_idx = padding_idx
        if padding_idx is not None:
            self.table.weight.data[padding_idx].fill_(0)
    @property
    def weight(self):
        return self.table.weight
    def forward(self, indices):
        out = self.weight.index_select(0, indices.reshape(-1)).reshape(list(indices.shape) + [-1])
        if self.padding_idx is not None:
            out = out.masked_fill((indices == self.padding_idx).unsqueeze(-1), 0.)
        return out

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnns = nn.ModuleList([nn.RNN(embedding_dim if i == 0 else hidden_size, hidden_size) for i in range(num_layers)])
        self.conv = nn.Conv1d(hidden_size, num_embeddings, kernel_size=1)
    def forward(self, indices):
        x = self.embedding(indices)
        for rnn in self.rnns:
            x = rnn(x)[0]
        logits = self.conv(x.permute(1, 2, 0))           # (batch, classes, seq)
        return logits.permute(2, 0, 1).reshape(-1, logits.size(1))

def decode(outputs, idx2char):
    text = ""
    for row in outputs:
        value, index = row.topk(1)
        text += idx2char[index.item()]
    return text

# %% everything float, prints; lazy layers, everything float
import torch.nn.functional as F
from torch import optim
import numpy as np

class Embedding(nn.Module):
    '查表'
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        print('new table', num_embeddings, embedding_dim)
        self.weight = nn.Parameter(torch.FloatTensor(num_embeddings, embedding_dim).normal_())
        self.padding_idx = -1 if padding_idx is None else padding_idx
        if self.padding_idx >= 0:
            self.weight.data[padding_idx] = 0
    def forward(self, indices):
        keep = (indices != self.padding_idx).float().unsqueeze(-1)
        return self.weight[indices.long()].float() * keep

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers).float()
        self.linear = nn.LazyLinear(num_embeddings)
        self.shape = (num_layers, hidden_size)
    def forward(self, indices):
        h0 = torch.zeros(self.shape[0], indices.shape[1], self.shape[1], dtype=torch.float32)
        out, h = self.rnn.float()(self.embedding(indices).float(), h0)
        return self.linear.float()(out).reshape(len(indices) * indices.shape[1], -1)

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

# %% the loss in float32 old="criterion(outputs, labels)" new="criterion(outputs.float(), labels)"
