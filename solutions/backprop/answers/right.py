# Other spellings of what is right.

# %% the lecture's
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

class ReLU:
    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output * (self.x > 0)

class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses

# %% parameters that require gradients, modules
import torch.nn.functional as F

from torch import nn
class Linear(nn.Module):
    def __init__(self, in_features, out_features):
        super(Linear, self).__init__()
        self.weight = nn.Parameter(torch.empty(out_features, in_features))
        self.bias = nn.Parameter(torch.zeros(out_features))
        nn.init.xavier_uniform_(self.weight)
        self.register_buffer('grad_weight', None)
        self.grad_bias = None
    def forward(self, x):
        self.saved = (x,)
        return F.linear(x, self.weight, self.bias)
    @torch.no_grad()
    def backward(self, grad_output):
        x, = self.saved
        self.grad_weight = torch.einsum('no,ni->oi', grad_output, x)
        self.grad_bias = torch.einsum('no->o', grad_output)
        return torch.einsum('no,oi->ni', grad_output, self.weight)

class ReLU(nn.Module):
    def forward(self, x):
        self.mask = (x > 0).to(x.dtype)
        return x * self.mask
    def backward(self, grad_output):
        return torch.mul(self.mask, grad_output)

class CrossEntropyLoss(nn.Module):
    def forward(self, logits, labels):
        self.logits, self.labels = logits.detach(), labels
        return F.cross_entropy(logits, labels)
    def backward(self):
        return (F.softmax(self.logits, dim=1) - F.one_hot(self.labels, self.logits.size(1))) / self.logits.size(0)

class MLP(nn.Module):
    def __init__(self, sizes):
        super(MLP, self).__init__()
        modules = [Linear(sizes[0], sizes[1])]
        for a, b in zip(sizes[1:], sizes[2:]):
            modules += [ReLU(), Linear(a, b)]
        self.net = nn.ModuleList(modules)
    def forward(self, x):
        for m in self.net:
            x = m(x)
        return x
    def backward(self, grad_output):
        for m in list(self.net)[::-1]:
            grad_output = m.backward(grad_output)
    def step(self, lr):
        for m in self.net.children():
            if hasattr(m, 'grad_weight'):
                m.weight.data -= lr * m.grad_weight
                m.bias.data.sub_(lr * m.grad_bias)

def train(net, inputs, labels, epochs=100, lr=0.1):
    loss_fn = CrossEntropyLoss()
    history = []
    for _ in range(epochs):
        with torch.no_grad():
            loss = loss_fn(net(inputs), labels)
            net.backward(loss_fn.backward())
            net.step(lr)
        history += [float(loss)]
    return history

# %% a book's style: dicts, masks, gradients by name
from collections import OrderedDict
import numpy as np

class Linear(object):
    def __init__(self, in_features, out_features):
        # 何恺明初始化
        self.params = {'W': torch.from_numpy(np.random.randn(out_features, in_features)).to(torch.get_default_dtype()),
                       'b': torch.from_numpy(np.zeros(out_features)).to(torch.get_default_dtype())}
        self.params['W'] *= 0.1
        self.grads = {}
    @property
    def weight(self): return self.params['W']
    @weight.setter
    def weight(self, value): self.params['W'] = value
    @property
    def bias(self): return self.params['b']
    @property
    def grad_weight(self): return self.grads['W']
    @property
    def grad_bias(self): return self.grads['b']
    def forward(self, x):
        self.x = x
        out = torch.mm(x, self.params['W'].t()) + self.params['b']
        return out
    def backward(self, dout):
        dx = torch.mm(dout, self.params['W'])
        self.grads['W'] = torch.mm(dout.t(), self.x)
        self.grads['b'] = torch.sum(dout, axis=0)
        return dx

class ReLU(object):
    def __init__(self):
        self.mask = None
    def forward(self, x):
        self.mask = (x <= 0)
        out = x.clone()
        out[self.mask] = 0
        return out
    def backward(self, dout):
        dx = dout.clone()
        dx[self.mask] = 0
        return dx

def softmax(x):
    x = x - torch.max(x, axis=1, keepdims=True)[0]
    return torch.exp(x) / torch.sum(torch.exp(x), axis=1, keepdims=True)

class CrossEntropyLoss(object):
    def forward(self, x, t):
        self.t = torch.eye(x.shape[1])[t]
        self.y = softmax(x)
        m = torch.max(x, dim=1)[0]
        log_sum = m + torch.log(torch.sum(torch.exp(x - m[:, None]), 1))
        return (log_sum - torch.sum(self.t * x, 1)).sum() / x.shape[0]
    def backward(self, dout=1):
        batch_size = self.t.shape[0]
        return dout * (self.y - self.t) / batch_size

class MLP(object):
    def __init__(self, sizes):
        self.layers = OrderedDict()
        n = len(sizes) - 1
        for idx in range(1, n):
            self.layers['Affine' + str(idx)] = Linear(sizes[idx - 1], sizes[idx])
            self.layers['Relu' + str(idx)] = ReLU()
        self.layers['Affine' + str(n)] = Linear(sizes[-2], sizes[-1])
    def forward(self, x):
        for layer in self.layers.values():
            x = layer.forward(x)
        return x
    def backward(self, dout):
        layers = list(self.layers.values())
        layers.reverse()
        for layer in layers:
            dout = layer.backward(dout)
        return dout
    def step(self, lr):
        for key, layer in self.layers.items():
            if 'Affine' in key:
                for k in ('W', 'b'):
                    layer.params[k] = layer.params[k] - lr * layer.grads[k]

def train(net, inputs, labels, epochs=100, lr=0.1):
    loss_layer = CrossEntropyLoss()
    train_loss_list = []
    for i in range(epochs):
        y = net.forward(inputs)
        loss = loss_layer.forward(y, labels)
        dout = loss_layer.backward()
        net.backward(dout)
        net.step(lr)
        train_loss_list.append(loss.detach().cpu().numpy().item())
        if i % 10 == 0:
            print('iter', i, '损失', train_loss_list[-1])
    return train_loss_list

# %% transposed weights, views
class Linear:
    def __init__(self, in_features, out_features):
        k = 1 / in_features ** 0.5
        self.W = torch.empty(in_features, out_features).uniform_(-k, k)
        self.b = torch.empty(1, out_features).uniform_(-k, k)
        self.dW = self.db = None
    weight = property(lambda self: self.W.T)
    bias = property(lambda self: self.b[0])
    grad_weight = property(lambda self: self.dW.T)
    grad_bias = property(lambda self: self.db.squeeze(0))
    def forward(self, x):
        self.cache = x
        return torch.addmm(self.b, x, self.W)
    def backward(self, grad_output):
        self.dW = self.cache.T @ grad_output
        self.db = grad_output.sum(0, keepdim=True)
        return grad_output @ self.W.T

class MLP:
    def __init__(self, sizes):
        self.linears = [Linear(i, o) for i, o in zip(sizes[:-1], sizes[1:])]
        self.relus = [ReLU() for _ in self.linears[1:]]
    def forward(self, x):
        x = self.linears[0].forward(x)
        for relu, linear in zip(self.relus, self.linears[1:]):
            x = linear.forward(relu.forward(x))
        return x
    def backward(self, grad):
        for relu, linear in zip(self.relus[::-1], self.linears[:0:-1]):
            grad = relu.backward(linear.backward(grad))
        self.linears[0].backward(grad)
    def step(self, lr):
        for linear in self.linears:
            linear.W = linear.W - lr * linear.dW
            linear.b -= lr * linear.db

# %% matrices of its own, one for weight and bias
class MLP:
    def __init__(self, sizes):
        self.theta = [torch.cat([torch.randn(o, i) / i ** 0.5, torch.zeros(o, 1)], dim=1)
                      for i, o in zip(sizes, sizes[1:])]          # (out, in + 1)
    def forward(self, x):
        self.inputs = []
        for number, theta in enumerate(self.theta):
            if number:
                x = torch.relu(x)
            x = torch.cat([x, torch.ones(len(x), 1)], 1)
            self.inputs.append(x)
            x = x @ theta.T
        return x
    def backward(self, grad_output):
        self.grads = []
        for theta, x in zip(reversed(self.theta), reversed(self.inputs)):
            self.grads.insert(0, grad_output.T @ x)
            grad_output = (grad_output @ theta)[:, :-1] * (x[:, :-1] > 0)
    def step(self, lr):
        self.theta = [t - lr * g for t, g in zip(self.theta, self.grads)]

# %% a dict of W1, b1, W2, ...
class MLP:
    def __init__(self, sizes):
        self.L = len(sizes) - 1
        self.params, self.grads, self.relu = {}, {}, {}
        for l in range(1, self.L + 1):
            self.params[f'W{l}'] = torch.randn(sizes[l - 1], sizes[l]) * 0.1
            self.params[f'b{l}'] = torch.zeros(1, sizes[l])
            self.grads[f'W{l}'] = torch.zeros(sizes[l - 1], sizes[l])
            self.grads[f'b{l}'] = torch.zeros(1, sizes[l])
    def forward(self, x):
        self.cache = {'A0': x}
        for l in range(1, self.L + 1):
            z = self.cache[f'A{l - 1}'] @ self.params[f'W{l}'] + self.params[f'b{l}']
            self.cache[f'Z{l}'] = z
            self.cache[f'A{l}'] = torch.where(z > 0, z, torch.zeros_like(z)) if l < self.L else z
        return self.cache[f'A{self.L}']
    def backward(self, dZ):
        for l in range(self.L, 0, -1):
            self.grads[f'W{l}'] = self.cache[f'A{l - 1}'].t().mm(dZ)
            self.grads[f'b{l}'] = dZ.sum(0, keepdim=True)
            if l > 1:
                dA = dZ.mm(self.params[f'W{l}'].t())
                dZ = torch.where(self.cache[f'Z{l - 1}'] >= 0, dA, torch.zeros_like(dA))
        return self.grads
    def step(self, lr):
        for key in self.params:
            self.params[key] -= lr * self.grads[key]

# %% one vector of all weights
import torch.nn.functional as F

class MLP:
    def __init__(self, sizes):
        self.shapes = [(o, i) for i, o in zip(sizes, sizes[1:])]
        self.theta = torch.randn(sum(o * i + o for o, i in self.shapes)) * 0.3
        self.grad = torch.zeros_like(self.theta)
    def split(self, vector):
        at = 0
        for o, i in self.shapes:
            yield vector[at:at + o * i].view(o, i), vector[at + o * i:at + o * i + o]
            at += o * i + o
    def forward(self, x):
        self.xs, self.zs = [], []
        for W, b in self.split(self.theta):
            self.xs.append(x)
            z = x @ W.T + b
            self.zs.append(z)
            x = F.relu(z)
        return z
    def backward(self, g):
        pairs = list(zip(self.split(self.theta), self.split(self.grad), self.xs, self.zs))
        for number, ((W, b), (dW, db), x, z) in reversed(list(enumerate(pairs))):
            if number < len(pairs) - 1:
                g = g * (z > 0)
            dW.copy_(g.T @ x)
            db.copy_(g.sum(0))
            g = g @ W
        return g
    def step(self, lr):
        self.theta.add_(self.grad, alpha=-lr)

# %% loops over numbers
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.tensor(
            [[0.1 * math.sin(3 * i + 5 * o + 1) for i in range(in_features)] for o in range(out_features)])
        self.bias = torch.tensor([0.0] * out_features)
    def forward(self, x):
        self.x = x
        rows = [torch.stack([(self.weight[o] * row).sum() + self.bias[o] for o in range(len(self.bias))]) for row in x]
        return torch.stack(rows)
    def backward(self, grad_output):
        self.grad_weight, self.grad_bias = torch.zeros_like(self.weight), torch.zeros_like(self.bias)
        grad_x = torch.zeros_like(self.x)
        for n in range(self.x.shape[0]):
            for o in range(self.weight.shape[0]):
                self.grad_bias[o] += grad_output[n, o]
                for i in range(self.weight.shape[1]):
                    self.grad_weight[o, i] += grad_output[n, o] * self.x[n, i]
                    grad_x[n, i] += grad_output[n, o] * self.weight[o, i]
        return grad_x

class ReLU:
    def forward(self, x):
        self.x = x
        out = torch.empty_like(x)
        for i in range(x.shape[0]):
            for j in range(x.shape[1]):
                out[i, j] = max(x[i, j].item(), 0.0)
        return out
    def backward(self, grad_output):
        out = torch.zeros_like(grad_output)
        for i in range(out.shape[0]):
            for j in range(out.shape[1]):
                if self.x[i, j] > 0:
                    out[i, j] = grad_output[i, j]
        return out

class CrossEntropyLoss:
    def forward(self, logits, labels):
        self.rows, self.labels = [], labels.tolist()
        total = 0.0
        for row, label in zip(logits.tolist(), self.labels):
            top = max(row)
            exps = [math.exp(z - top) for z in row]
            self.rows.append([e / sum(exps) for e in exps])
            total += math.log(sum(exps)) + top - row[label]
        return total / len(self.labels)
    def backward(self):
        n = len(self.labels)
        return torch.tensor([[(p - (c == label)) / n for c, p in enumerate(row)]
                             for row, label in zip(self.rows, self.labels)])

def train(net, inputs, labels, epochs=100, lr=0.1):
    losses = []
    while len(losses) < epochs:
        loss = CrossEntropyLoss()
        losses.append(loss.forward(net.forward(inputs), labels))
        net.backward(loss.backward())
        net.step(lr)
    return losses

# %% gradients that add up, and zeros after each step
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight += grad_output.T @ self.x
        self.grad_bias += grad_output.sum(dim=0)
        return grad_output @ self.weight

class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias
                layer.grad_weight.zero_()
                layer.grad_bias = torch.zeros_like(layer.bias)

# %% networks that are called; slots; a stack of inputs
class Layer:
    __slots__ = ('stack',)
    def __init__(self):
        self.stack = []
    def __call__(self, *args):
        return self.forward(*args)

class Linear(Layer):
    __slots__ = ('weight', 'bias', 'grad_weight', 'grad_bias')
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = torch.normal(0., 0.2, (out_features, in_features), requires_grad=True)
        self.bias = torch.zeros(out_features, requires_grad=True)
    def forward(self, x):
        self.stack.append(x)
        return torch.matmul(self.weight, x.unsqueeze(-1)).squeeze(-1) + self.bias
    def backward(self, g):
        x = self.stack.pop()
        self.grad_bias = torch.ones(len(g)) @ g
        self.grad_weight = (g[:, :, None] * x[:, None, :]).sum(0)
        return (g[:, :, None] * self.weight).sum(1)

class ReLU(Layer):
    def __init__(self):
        super().__init__()
    def forward(self, x):
        y = torch.maximum(x, torch.tensor(0.))
        self.stack.append(y)
        return y
    def backward(self, g):
        return torch.where(self.stack.pop() > 0, g, 0.)

class CrossEntropyLoss(Layer):
    def forward(self, z, y):
        self.stack.append((z, y))
        return torch.logsumexp(z, 1).sub(z.gather(1, y.view(-1, 1)).squeeze(1)).mean()
    def backward(self):
        z, y = self.stack.pop()
        p = torch.exp(z - torch.logsumexp(z, dim=1, keepdim=True))
        return p.scatter_add(1, y.unsqueeze(1), -torch.ones(len(y), 1)).div(len(y))

class MLP(Layer):
    def __init__(self, sizes):
        super().__init__()
        last = len(sizes) - 2
        self.hidden = [(Linear(sizes[k], sizes[k + 1]), ReLU()) for k in range(last)]
        self.head = Linear(*sizes[last:])
    def forward(self, x):
        for linear, relu in self.hidden:
            x = relu(linear(x))
        return self.head(x)
    def backward(self, g):
        g = self.head.backward(g)
        for linear, relu in reversed(self.hidden):
            g = linear.backward(relu.backward(g))
        return g
    def step(self, lr):
        with torch.no_grad():
            for layer in [linear for linear, _ in self.hidden] + [self.head]:
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    def one_epoch():
        loss = criterion(net(inputs), labels)
        net.backward(criterion.backward())
        net.step(lr=lr)
        return loss.item()
    return [one_epoch() for _ in range(epochs)]

# %% floats pinned, weights of numpy's
import numpy as np
class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.tensor(np.random.randn(out_features, in_features) * 0.1, dtype=torch.float32)
        self.bias = torch.tensor(np.random.randn(out_features) * 0.1).float()
    def forward(self, x):
        self.x = x.float()
        return self.x.mm(self.weight.transpose(0, 1)).add(self.bias.unsqueeze(0).expand(len(x), -1))
    def backward(self, grad_output):
        grad_output = grad_output.float()
        self.grad_weight = self.x.transpose(0, 1).mm(grad_output).transpose(0, 1)
        self.grad_bias = grad_output.mean(0) * grad_output.shape[0]
        return grad_output.mm(self.weight)

class ReLU:
    def forward(self, x):
        self.sign = torch.heaviside(x, torch.zeros(1))
        return (x + x.abs()) / 2
    def backward(self, grad_output):
        return grad_output * self.sign

class CrossEntropyLoss:
    def forward(self, logits, labels):
        self.log_p = logits.log_softmax(-1)
        self.target = torch.zeros_like(logits)
        self.target[range(len(labels)), labels] = 1.
        return torch.sum(-self.target * self.log_p) / logits.shape[0]
    def backward(self):
        return (torch.exp(self.log_p) - self.target) / self.target.shape[0]

# %% train that knows the network's layers
def train(net, inputs, labels, epochs=100, lr=0.1):
    loss, losses = CrossEntropyLoss(), []
    for epoch in range(epochs):
        out = inputs
        for layer in net.layers:
            out = layer.forward(out)
        losses.append(loss.forward(out, labels).item())
        grad = loss.backward()
        for layer in net.layers[::-1]:
            grad = layer.backward(grad)
        for layer in net.layers:
            if hasattr(layer, 'weight'):
                layer.weight = layer.weight - lr * layer.grad_weight
                layer.bias = layer.bias - lr * layer.grad_bias
    return losses

# %% a chain that is written out, with functions
import math

class Base:
    pass

class Linear(Base):
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

class ReLU(Base):
    def forward(self, x):
        self.out = torch.relu(x)
        return self.out
    def backward(self, grad_output):
        grad = grad_output.clone()
        grad[self.out == 0] = 0
        return grad

class CrossEntropyLoss(Base):
    def forward(self, logits, labels):
        n, c = logits.shape
        z = logits - logits.amax(1, keepdim=True)
        e = z.exp()
        s = e.sum(1)
        self.grad = e / s.reshape(n, 1) / n
        self.grad.view(-1)[torch.arange(n) * c + labels] -= 1 / n
        return (s.log() - z.take_along_dim(labels[:, None], 1).flatten()).mean()
    def backward(self):
        return self.grad

def compose(functions):
    def run(value):
        for function in functions:
            value = function(value)
        return value
    return run

class MLP(Base):
    def __init__(self, sizes):
        parts = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            parts.extend((Linear(n_in, n_out), ReLU()))
        del parts[-1]
        self.forward = compose([part.forward for part in parts])
        self.backward = compose([part.backward for part in parts[::-1]])
        def step(lr):
            for part in parts[::2]:
                part.weight.sub_(part.grad_weight.mul(lr))
                part.bias.sub_(part.grad_bias.mul(lr))
        self.step = step

def train(net, inputs, labels, *, epochs=100, lr=0.1):
    ce = CrossEntropyLoss()
    losses = torch.zeros(epochs)
    for t in range(epochs):
        losses[t] = ce.forward(net.forward(inputs), labels)
        net.backward(ce.backward()), net.step(lr)
    return losses.tolist()
