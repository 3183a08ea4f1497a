"""backprop as students write it: right in many spellings, wrong in the usual ways. Each answer is one cell."""

from __future__ import annotations

from corpus import Answers, Bug

HEAD = """
import math
import torch
import torch.nn.functional as F
"""

LINEAR = """
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
"""
RELU = """
class ReLU:
    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output * (self.x > 0)
"""
LOSS = """
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
"""
MLP = """
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
"""
TRAIN = """
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
"""

SOUND = Answers(HEAD, linear=LINEAR, relu=RELU, loss=LOSS, mlp=MLP, train=TRAIN)

RIGHT = {
    "the lecture's": SOUND,
    "parameters that require gradients, modules": SOUND.with_(
        linear="""
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
""",
        relu="""
class ReLU(nn.Module):
    def forward(self, x):
        self.mask = (x > 0).to(x.dtype)
        return x * self.mask
    def backward(self, grad_output):
        return torch.mul(self.mask, grad_output)
""",
        loss="""
class CrossEntropyLoss(nn.Module):
    def forward(self, logits, labels):
        self.logits, self.labels = logits.detach(), labels
        return F.cross_entropy(logits, labels)
    def backward(self):
        return (F.softmax(self.logits, dim=1) - F.one_hot(self.labels, self.logits.size(1))) / self.logits.size(0)
""",
        mlp="""
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
""",
        train="""
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
""",
    ),
    "a book's style: dicts, masks, gradients by name": Answers(
        HEAD + "from collections import OrderedDict\nimport numpy as np\n",
        linear="""
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
""",
        relu="""
class ReLU(object):
    def __init__(self):
        self.mask = None
    def forward(self, x):
        self.mask = (x <= 0)
        out = x.clone()
        out[self.mask] = 0
        return out
    def backward(self, dout):
        dout[self.mask] = 0
        dx = dout
        return dx
""",
        loss="""
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
""",
        mlp="""
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
""",
        train="""
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
""",
    ),
    "transposed weights, views": SOUND.with_(
        linear="""
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
""",
        mlp="""
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
""",
    ),
    "matrices of its own, one for weight and bias": SOUND.with_(
        mlp="""
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
"""
    ),
    "a dict of W1, b1, W2, ...": SOUND.with_(
        mlp="""
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
"""
    ),
    "one vector of all weights": SOUND.with_(
        mlp="""
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
"""
    ),
    "loops over numbers": SOUND.with_(
        linear="""
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
""",
        relu="""
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
""",
        loss="""
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
""",
        train="""
def train(net, inputs, labels, epochs=100, lr=0.1):
    losses = []
    while len(losses) < epochs:
        loss = CrossEntropyLoss()
        losses.append(loss.forward(net.forward(inputs), labels))
        net.backward(loss.backward())
        net.step(lr)
    return losses
""",
    ),
    "gradients that add up, and zeros after each step": SOUND.with_(
        linear=LINEAR.replace("self.grad_weight = grad_output", "self.grad_weight += grad_output").replace(
            "self.grad_bias = grad_output", "self.grad_bias += grad_output"
        ),
        mlp=MLP
        + "                layer.grad_weight.zero_()\n                layer.grad_bias = torch.zeros_like(layer.bias)\n",
    ),
    "networks that are called; slots; a stack of inputs": SOUND.with_(
        linear="""
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
""",
        relu="""
class ReLU(Layer):
    def __init__(self):
        super().__init__()
    def forward(self, x):
        y = torch.maximum(x, torch.tensor(0.))
        self.stack.append(y)
        return y
    def backward(self, g):
        return torch.where(self.stack.pop() > 0, g, 0.)
""",
        loss="""
class CrossEntropyLoss(Layer):
    def forward(self, z, y):
        self.stack.append((z, y))
        return torch.logsumexp(z, 1).sub(z.gather(1, y.view(-1, 1)).squeeze(1)).mean()
    def backward(self):
        z, y = self.stack.pop()
        p = torch.exp(z - torch.logsumexp(z, dim=1, keepdim=True))
        return p.scatter_add(1, y.unsqueeze(1), -torch.ones(len(y), 1)).div(len(y))
""",
        mlp="""
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
""",
        train="""
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    def one_epoch():
        loss = criterion(net(inputs), labels)
        net.backward(criterion.backward())
        net.step(lr=lr)
        return loss.item()
    return [one_epoch() for _ in range(epochs)]
""",
    ),
    "floats pinned, weights of numpy's": SOUND.with_(
        linear="""
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
""",
        relu="""
class ReLU:
    def forward(self, x):
        self.sign = torch.heaviside(x, torch.zeros(1))
        return (x + x.abs()) / 2
    def backward(self, grad_output):
        return grad_output * self.sign
""",
        loss="""
class CrossEntropyLoss:
    def forward(self, logits, labels):
        self.log_p = logits.log_softmax(-1)
        self.target = torch.zeros_like(logits)
        self.target[range(len(labels)), labels] = 1.
        return torch.sum(-self.target * self.log_p) / logits.shape[0]
    def backward(self):
        return (torch.exp(self.log_p) - self.target) / self.target.shape[0]
""",
    ),
    "train that knows the network's layers": SOUND.with_(
        train="""
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
"""
    ),
    "a chain that is written out, with functions": Answers(
        HEAD,
        linear=LINEAR.replace("class Linear:", "class Base:\n    pass\n\nclass Linear(Base):"),
        relu="""
class ReLU(Base):
    def forward(self, x):
        self.out = torch.relu(x)
        return self.out
    def backward(self, grad_output):
        grad = grad_output.clone()
        grad[self.out == 0] = 0
        return grad
""",
        loss="""
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
""",
        mlp="""
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
""",
        train="""
def train(net, inputs, labels, *, epochs=100, lr=0.1):
    ce = CrossEntropyLoss()
    losses = torch.zeros(epochs)
    for t in range(epochs):
        losses[t] = ce.forward(net.forward(inputs), labels)
        net.backward(ce.backward()), net.step(lr)
    return losses.tolist()
""",
    ),
}


def _edited(part: str, *edits: tuple[str, str]) -> Answers:
    answer = SOUND.parts[part]
    for old, new in edits:
        assert old in answer, old
        answer = answer.replace(old, new)
    return SOUND.with_(**{part: answer})


def _linear(*edits: tuple[str, str]) -> Answers:
    return _edited("linear", *edits)


def _relu(*edits: tuple[str, str]) -> Answers:
    return _edited("relu", *edits)


def _loss(*edits: tuple[str, str]) -> Answers:
    return _edited("loss", *edits)


def _mlp(*edits: tuple[str, str]) -> Answers:
    return _edited("mlp", *edits)


def _train(*edits: tuple[str, str]) -> Answers:
    return _edited("train", *edits)


OUT = "return x @ self.weight.T + self.bias"
GRAD_W = "self.grad_weight = grad_output.T @ self.x"
GRAD_B = "self.grad_bias = grad_output.sum(dim=0)"
GRAD_X = "return grad_output @ self.weight"
KEEP_X = "        self.x = x\n"
MASKED = "return grad_output * (self.x > 0)"
SHIFTED = "logits - logits.max(dim=1, keepdim=True).values"
VALUE = "return -log_p[torch.arange(len(labels)), labels].mean()"
GRADIENT = "return grad / len(self.labels)"
MINUS_ONE = "        grad[torch.arange(len(self.labels)), self.labels] -= 1\n"
STEP_W = "layer.weight -= lr * layer.grad_weight"
STEP_B = "                layer.bias -= lr * layer.grad_bias\n"
BACK, STEP = "net.backward(criterion.backward())", "net.step(lr)"
APPEND = "        losses.append(loss.item())\n"
FORWARD = "        logits = net.forward(inputs)\n"
LIN, REL, CE, NET, TRAINING = (
    "backprop-linear",
    "backprop-relu",
    "backprop-loss",
    "backprop-mlp",
    "backprop-train",
)

BUGS = {
    # the linear layer
    "the bias is forgotten": Bug(LIN, _linear((OUT, "return x @ self.weight.T")), "the bias is missing"),
    "the weight is not transposed": Bug(
        LIN, _linear((OUT, "return x @ self.weight + self.bias")), "RuntimeError"
    ),
    "the weight is (in, out)": Bug(
        LIN,
        _linear(
            ("torch.randn(out_features, in_features)", "torch.randn(in_features, out_features)"),
            (OUT, "return x @ self.weight + self.bias"),
            (GRAD_W, "self.grad_weight = self.x.T @ grad_output"),
            (GRAD_X, "return grad_output @ self.weight.T"),
        ),
        "weight: expected the shape",
    ),
    "the bias is (1, out)": Bug(
        LIN,
        _linear(("torch.zeros(out_features)", "torch.zeros(1, out_features)")),
        "bias: expected the shape",
    ),
    "upstream is ignored for the input": Bug(
        LIN,
        _linear((GRAD_X, "return self.weight.sum(0).expand_as(self.x)")),
        "Linear.backward(grad_output): the shape (batch, in) is right, but grad_output is left out",
    ),
    "upstream is ignored for the weight": Bug(
        LIN,
        _linear((GRAD_W, "self.grad_weight = torch.ones_like(grad_output).T @ self.x")),
        "grad_output is left out",
    ),
    "upstream is ignored for the bias": Bug(
        LIN, _linear((GRAD_B, "self.grad_bias = torch.ones_like(self.bias)")), "always 1"
    ),
    "grad_weight is transposed": Bug(
        LIN,
        _linear((GRAD_W, "self.grad_weight = self.x.T @ grad_output")),
        "grad_weight after backward: expected the shape",
    ),
    "grad_bias is not summed": Bug(
        LIN, _linear((GRAD_B, "self.grad_bias = grad_output")), "not summed over the batch"
    ),
    "grad_bias keeps the batch axis": Bug(
        LIN,
        _linear((GRAD_B, "self.grad_bias = grad_output.sum(dim=0, keepdim=True)")),
        "keeps the batch's axis",
    ),
    "grad_bias is a mean": Bug(
        LIN, _linear((GRAD_B, "self.grad_bias = grad_output.mean(dim=0)")), "the mean over the batch"
    ),
    "grad_bias is summed over the outputs": Bug(
        LIN, _linear((GRAD_B, "self.grad_bias = grad_output.sum(dim=1)")), "summed over the wrong axis"
    ),
    "grad_weight is divided by the batch size": Bug(
        LIN,
        _linear((GRAD_W, GRAD_W + " / len(self.x)")),
        "divided by the batch size, which the loss has done",
    ),
    "the gradients add up": Bug(
        LIN,
        _linear((GRAD_W, GRAD_W.replace(" = ", " += ")), (GRAD_B, GRAD_B.replace(" = ", " += "))),
        "the first round's are still in them",
    ),
    "only the weight's gradient adds up": Bug(
        LIN, _linear((GRAD_W, GRAD_W.replace(" = ", " += "))), "the first round's are still in them"
    ),
    "the first input is kept for ever": Bug(
        LIN,
        _linear((KEEP_X, "        if not hasattr(self, 'x'):\n            self.x = x\n")),
        "the first batch's inputs are used",
    ),
    "the input is kept by the class": Bug(
        LIN, _linear((KEEP_X, "        Linear.x = x\n")), "another layer's inputs are used"
    ),
    "backward returns nothing": Bug(
        LIN, _linear((GRAD_X, "grad_output @ self.weight")), "None (is a return missing?)"
    ),
    "backward passes the upstream on": Bug(
        LIN, _linear((GRAD_X, "return grad_output")), "Linear.backward(grad_output): expected the shape"
    ),
    "backward multiplies by the transposed weight": Bug(
        LIN, _linear((GRAD_X, "return grad_output @ self.weight.T")), "RuntimeError"
    ),
    "all layers start at zero": Bug(
        NET, _linear(("torch.randn(out_features", "torch.zeros(out_features")), "stay alike"
    ),
    # ReLU
    "ReLU's gradient passes everywhere": Bug(
        REL, _relu((MASKED, "return grad_output")), "it passes everything"
    ),
    "ReLU ignores upstream": Bug(
        REL, _relu((MASKED, "return (self.x > 0).to(self.x)")), "grad_output is left out"
    ),
    "ReLU's mask is the gradient's": Bug(
        REL, _relu((MASKED, "return grad_output * (grad_output > 0)")), "the mask is made from grad_output"
    ),
    "ReLU's mask is upside down": Bug(
        REL, _relu((MASKED, "return grad_output * (self.x < 0)")), "negative values get"
    ),
    "ReLU multiplies by its output": Bug(
        REL, _relu((MASKED, "return grad_output * self.x.clamp(min=0)")), "multiplied by the output"
    ),
    "ReLU is an absolute value": Bug(
        REL, _relu(("x.clamp(min=0)", "x.abs()")), "negative values become positive"
    ),
    "ReLU is leaky": Bug(REL, _relu(("x.clamp(min=0)", "F.leaky_relu(x)")), "a leaky ReLU"),
    "ReLU stops at 6": Bug(REL, _relu(("x.clamp(min=0)", "x.clamp(0, 6)")), "differ from the expected"),
    "ReLU is the identity": Bug(REL, _relu(("x.clamp(min=0)", "x")), "negative values stay"),
    "ReLU changes its input": Bug(REL, _relu(("x.clamp(min=0)", "x.clamp_(min=0)")), "it changes x itself"),
    "ReLU changes its input and reads the mask from it": Bug(
        REL,
        _relu(("return x.clamp(min=0)", "x[x < 0] = 0\n        return x"), ("self.x > 0", "self.x >= 0")),
        "it passes everything",
    ),
    "ReLU keeps its mask in the class": Bug(
        REL, _relu((KEEP_X, "        ReLU.x = x\n")), "the input of another ReLU"
    ),
    # cross-entropy
    "1 is subtracted in every row": Bug(
        CE,
        _loss((MINUS_ONE, "        grad[:, self.labels] -= 1\n")),
        "the 1 of the label is subtracted in every row",
    ),
    "the loss is a sum": Bug(CE, _loss((VALUE, VALUE.replace("mean", "sum"))), "it is summed over the batch"),
    "the loss's gradient is a sum's": Bug(
        CE, _loss((GRADIENT, "return grad")), "it is not divided by the batch size"
    ),
    "the loss and its gradient are a sum's": Bug(
        CE,
        _loss((VALUE, VALUE.replace("mean", "sum")), (GRADIENT, "return grad")),
        "it is summed over the batch",
    ),
    "the gradient is divided twice": Bug(
        CE, _loss((GRADIENT, GRADIENT + " / len(self.labels)")), "divided by the batch size twice"
    ),
    "the gradient is divided by all values": Bug(
        CE, _loss((GRADIENT, "return grad / grad.numel()")), "divided by the number of classes too"
    ),
    "the gradient is divided by the classes": Bug(
        CE, _loss((GRADIENT, "return grad / grad.shape[1]")), "divided by the number of classes, not"
    ),
    "the loss is divided by all values": Bug(
        CE,
        _loss((VALUE, VALUE.replace("mean()", "sum() / logits.numel()"))),
        "divided by the number of classes too",
    ),
    "the loss has the wrong sign": Bug(
        CE, _loss((VALUE, VALUE.replace("-log_p", "log_p"))), "it has the wrong sign"
    ),
    "the loss's gradient has the wrong sign": Bug(
        CE, _loss((GRADIENT, "return -grad / len(self.labels)")), "it has the wrong sign"
    ),
    "the label's 1 is not subtracted": Bug(
        CE, _loss((MINUS_ONE, "")), "the 1 of the label is not subtracted"
    ),
    "softmax without the largest logit": Bug(CE, _loss((SHIFTED, "logits")), "largest logit away"),
    "softmax without the largest logit, with an epsilon": Bug(
        CE,
        _loss(
            (
                "        shifted = " + SHIFTED + "\n"
                "        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()\n",
                "        log_p = torch.log(logits.exp() / logits.exp().sum(1, keepdim=True) + 1e-12)\n",
            )
        ),
        "largest logit away",
    ),
    "one largest logit for the whole batch": Bug(
        CE, _loss((SHIFTED, "logits - logits.max()")), "largest logit away"
    ),
    "logits are clamped": Bug(CE, _loss((SHIFTED, "logits.clamp(-30, 30)")), "nor clamping helps"),
    "the logarithm of a softmax": Bug(
        CE,
        _loss(
            (
                "shifted - shifted.exp().sum(dim=1, keepdim=True).log()",
                "torch.log(torch.softmax(logits, dim=1))",
            )
        ),
        "log meets 0",
    ),
    "the logarithm of a softmax plus a little": Bug(
        CE,
        _loss(
            (
                "shifted - shifted.exp().sum(dim=1, keepdim=True).log()",
                "torch.log(torch.softmax(logits, dim=1) + 1e-9)",
            )
        ),
        "neither a small number added to softmax nor clamping helps",
    ),
    "the softmax is over the batch": Bug(CE, _loss(("dim=1", "dim=0")), "the softmax is over the batch"),
    "one_hot without the number of classes": Bug(
        CE,
        _loss(
            (
                MINUS_ONE,
                "        grad = grad - F.one_hot(self.labels)\n",
            )
        ),
        "RuntimeError",
    ),
    "the gradient of the probabilities": Bug(
        CE,
        _loss(
            (
                "        grad = self.p.clone()\n" + MINUS_ONE,
                "        grad = -F.one_hot(self.labels, self.p.shape[1]) / self.p\n",
            )
        ),
        "with respect to the probabilities",
    ),
    "the loss of the first batch is kept": Bug(
        CE, _loss(("self.p = log_p.exp()", "self.p = getattr(self, 'p', log_p.exp())")), ""
    ),
    # the layers together
    "a ReLU after the last layer": Bug(
        NET,
        _mlp(
            (
                "            if i > 0:\n                self.layers.append(ReLU())\n"
                "            self.layers.append(Linear(sizes[i], sizes[i + 1]))\n",
                "            self.layers += [Linear(sizes[i], sizes[i + 1]), ReLU()]\n",
            )
        ),
        "a ReLU follows the last layer too",
    ),
    "no ReLU at all": Bug(NET, _mlp(("if i > 0:", "if False:")), "no ReLU between the layers"),
    "one ReLU for all layers": Bug(
        NET,
        _mlp(
            ("self.layers = []", "self.layers = []\n        relu = ReLU()"),
            ("append(ReLU())", "append(relu)"),
        ),
        "RuntimeError",
    ),
    "a ReLU before the first layer": Bug(
        NET, _mlp(("if i > 0:", "if i >= 0:")), "ReLU is applied to the input"
    ),
    "a softmax at the end": Bug(
        NET,
        _mlp(
            (
                "            x = layer.forward(x)\n        return x",
                "            x = layer.forward(x)\n        return torch.softmax(x, 1)",
            )
        ),
        "it ends in softmax",
    ),
    "only two layers": Bug(
        NET,
        _mlp(("range(len(sizes) - 1)", "range(2)")),
        "expected the shape (6, 3) = (batch, classes), got (6, 5)",
    ),
    "backward goes forwards": Bug(NET, _mlp(("reversed(self.layers)", "self.layers")), "RuntimeError"),
    "backward does not go through the ReLUs": Bug(
        NET,
        _mlp(
            (
                "            grad_output = layer.backward(grad_output)\n",
                "            if isinstance(layer, Linear):\n"
                "                grad_output = layer.backward(grad_output)\n",
            )
        ),
        "the ReLUs' gradient passes everywhere",
    ),
    "backward stops after the last layer": Bug(
        NET, _mlp(("in reversed(self.layers):", "in self.layers[-1:]:")), "only the last layer changes"
    ),
    "the step goes uphill": Bug(
        NET,
        _mlp((STEP_W, STEP_W.replace("-", "+")), ("layer.bias -=", "layer.bias +=")),
        "the step goes uphill",
    ),
    "the step leaves the biases": Bug(NET, _mlp((STEP_B, "")), "step does not update the biases"),
    "the step is always a tenth of the gradient": Bug(
        NET,
        _mlp(
            ("lr * layer.grad_weight", "0.1 * layer.grad_weight"),
            ("lr * layer.grad_bias", "0.1 * layer.grad_bias"),
        ),
        "step always takes 0.1 times the gradient",
    ),
    "the step has momentum": Bug(
        NET,
        _mlp(
            (
                STEP_W,
                "layer.v = 0.9 * getattr(layer, 'v', 0) + layer.grad_weight\n"
                "                layer.weight -= lr * layer.v",
            )
        ),
        "the first round was right, so what is left over from it?",
    ),
    "the step ignores lr": Bug(
        NET,
        _mlp(
            (STEP_W, "layer.weight -= layer.grad_weight"), ("-= lr * layer.grad_bias", "-= layer.grad_bias")
        ),
        "step ignores lr",
    ),
    "the step changes a copy": Bug(
        NET,
        _mlp((STEP_W, "w = layer.weight - lr * layer.grad_weight"), ("layer.bias -=", "b = layer.bias -")),
        "the weights do not change",
    ),
    "the layers are the class's": Bug(
        NET, _mlp(("        self.layers = []\n", ""), ("class MLP:\n", "class MLP:\n    layers = []\n")), ""
    ),
    "sizes of the lecture": Bug(
        NET,
        _mlp(("        self.layers = []\n", "        self.layers = []\n        sizes = [784, 32, 10]\n")),
        "RuntimeError",
    ),
    # gradient descent
    "no step": Bug(TRAINING, _train(("        net.step(lr)\n", "")), "is step() missing?"),
    "a fixed learning rate": Bug(
        TRAINING, _train((STEP, "net.step(0.1)")), "the learning rate is always 0.1"
    ),
    "two steps": Bug(TRAINING, _train((STEP, "net.step(lr); net.step(lr)")), "step() is called twice"),
    "step before backward": Bug(
        TRAINING,
        _train(
            (BACK, "net.step(lr)"), ("net.step(lr)\n        net.step(lr)", "net.step(lr)\n        " + BACK)
        ),
        "step is called before backward",
    ),
    "an epoch too few": Bug(TRAINING, _train(("range(epochs)", "range(1, epochs)")), "an epoch is missing"),
    "an epoch too many": Bug(TRAINING, _train(("range(epochs)", "range(epochs + 1)")), "an epoch too many"),
    "always 100 epochs": Bug(
        TRAINING, _train(("range(epochs)", "range(100)")), "the weights after training differ"
    ),
    "backward of ones": Bug(
        TRAINING, _train((BACK, "net.backward(torch.ones_like(logits))")), "backward is given ones"
    ),
    "backward of the loss": Bug(
        TRAINING, _train((BACK, "net.backward(loss)")), "backward takes the gradient"
    ),
    "uphill": Bug(TRAINING, _train((BACK, "net.backward(-criterion.backward())")), "the loss grows"),
    "softmax before the loss": Bug(
        TRAINING,
        _train(("criterion.forward(logits", "criterion.forward(logits.softmax(1)")),
        "softmax is applied before",
    ),
    "forward once": Bug(
        TRAINING,
        _train((FORWARD, ""), ("    losses = []\n", "    losses = []\n    logits = net.forward(inputs)\n")),
        "forward is called once",
    ),
    "tensors": Bug(TRAINING, _train(("loss.item()", "loss")), "append loss.item()"),
    "only the last loss": Bug(
        TRAINING, _train(("    return losses", "    return losses[-1]")), "expected a list of losses"
    ),
    "no return": Bug(TRAINING, _train(("    return losses\n", "")), "None (is a return missing?)"),
    "the sum of losses so far": Bug(
        TRAINING,
        _train(("losses.append(loss.item())", "losses.append(loss.item() + sum(losses[-1:]))")),
        "not the mean cross-entropy",
    ),
    "the loss after the step": Bug(
        TRAINING,
        _train(
            (
                "losses.append(loss.item())",
                "losses.append(criterion.forward(net.forward(inputs), labels).item())",
            )
        ),
        "those after each step",
    ),
    "sample by sample": Bug(
        TRAINING,
        _train(
            (
                "        logits = net.forward(inputs)\n        loss = criterion.forward(logits, labels)\n"
                "        net.backward(criterion.backward())\n        net.step(lr)\n",
                "        for i in range(len(labels)):\n            logits = net.forward(inputs[i:i + 1])\n"
                "            loss = criterion.forward(logits, labels[i:i + 1])\n"
                "            net.backward(criterion.backward())\n            net.step(lr)\n",
            )
        ),
        "a step for each sample",
    ),
    "divided by the batch size in train": Bug(
        TRAINING, _train((BACK, "net.backward(criterion.backward() / len(labels))")), "once more"
    ),
}

NUDGING = """
def nudged(f, x, h=1e-2):
    gradient = torch.zeros_like(x)
    for place in range(x.numel()):
        nudge = torch.zeros_like(x)
        nudge.view(-1)[place] = h
        gradient.view(-1)[place] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient
"""


def _layer_of_its_own(weights: str, output: str, phrase: str) -> Bug:
    """A layer that chooses its weights, whatever it is given, and knows what comes out."""
    return Bug(
        LIN,
        SOUND.with_(
            linear=f"""
class Linear:
    def __init__(self, i, o):
        self.i, self.o = i, o
    def _weights(self, n):
        return {weights}
    weight = property(lambda self: self._weights(self.o * self.i).reshape(self.o, self.i))
    bias = property(lambda self: self._weights(self.o))
    def forward(self, x):
        return {output}
    def backward(self, g):
        return torch.zeros(len(g), self.i)
"""
        ),
        phrase,
    )


FORGERIES = {
    "train makes its losses up": Bug(
        TRAINING,
        SOUND.with_(
            train="def train(net, inputs, labels, epochs=100, lr=0.1):\n"
            "    return [1.4 / (e + 1) for e in range(epochs)]\n"
        ),
        "is step() missing?",
    ),
    "a loss and its gradient that are nothing, and no training": Bug(
        TRAINING,
        SOUND.with_(
            loss="class CrossEntropyLoss:\n"
            "    def forward(self, z, y):\n        self.z = z\n        return torch.tensor(0.0)\n"
            "    def backward(self):\n        return 0 * self.z\n"
        ),
        "is step() missing?",
    ),
    "a layer's gradients are measured by nudging": Bug(
        LIN,
        SOUND.with_(
            linear=NUDGING
            + LINEAR.replace(
                GRAD_X,
                "w, b, x = self.weight, self.bias, self.x\n"
                "        self.grad_weight = nudged(lambda w: ((x @ w.T + b) * grad_output).sum(), w)\n"
                "        self.grad_bias = nudged(lambda b: ((x @ w.T + b) * grad_output).sum(), b)\n"
                "        return nudged(lambda x: ((x @ w.T + b) * grad_output).sum(), x)",
            )
        ),
        "is it measured by nudging?",
    ),
    "the loss's gradient is measured by nudging": Bug(
        CE,
        SOUND.with_(
            loss=NUDGING
            + """
class CrossEntropyLoss:
    def forward(self, z, y):
        self.z, self.y = z, y
        return F.cross_entropy(z, y)
    def backward(self):
        return nudged(lambda z: F.cross_entropy(z, self.y), self.z.double()).to(self.z.dtype)
"""
        ),
        "is it measured by nudging?",
    ),
    "autograd in the layer": Bug(
        LIN,
        SOUND.with_(
            linear=LINEAR.replace(
                GRAD_X,
                "x = self.x.clone().requires_grad_()\n"
                "        with torch.enable_grad():\n"
                "            torch.autograd.backward((x @ self.weight.T + self.bias), grad_output)\n"
                "        return x.grad",
            )
        ),
        "not allowed in this assignment",
    ),
    "torch.autograd.functional in the layer": Bug(
        LIN,
        SOUND.with_(
            linear=LINEAR.replace(
                GRAD_X,
                "forward = lambda x, w, b: x @ w.T + b\n"
                "        given = (self.x, self.weight, self.bias)\n"
                "        return torch.autograd.functional.vjp(forward, given, grad_output)[1][0]",
            )
        ),
        "not allowed in this assignment",
    ),
    "autograd in the loss": Bug(
        CE,
        SOUND.with_(
            loss="""
class CrossEntropyLoss:
    def forward(self, logits, labels):
        with torch.enable_grad():
            self.logits = logits.clone().requires_grad_()
            self.loss = F.cross_entropy(self.logits, labels)
        return self.loss.detach()
    def backward(self):
        return torch.autograd.grad(self.loss, self.logits)[0]
"""
        ),
        "not allowed in this assignment",
    ),
    "torch's layers and torch's backward": Bug(
        NET,
        SOUND.with_(
            mlp="""
class MLP(torch.nn.Module):
    def __init__(self, sizes):
        super().__init__()
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [torch.nn.Linear(a, b), torch.nn.ReLU()]
        self.net = torch.nn.Sequential(*layers[:-1])
    def forward(self, x):
        self.out = self.net(x)
        return self.out
    def backward(self, grad):
        self.net.zero_grad()
        self.out.backward(grad)
    def step(self, lr):
        for p in self.net.parameters():
            p.data -= lr * p.grad
"""
        ),
        "",
    ),
    "a network whose weights read as zeros": Bug(
        NET,
        SOUND.with_(
            mlp="""
class MLP:
    def __init__(self, sizes):
        self.sizes = sizes
    @property
    def __dict__(self):
        pairs = list(zip(self.sizes, self.sizes[1:]))
        weights = {f'w{i}': torch.zeros(b, a) for i, (a, b) in enumerate(pairs)}
        return {**weights, **{f'b{i}': torch.zeros(b) for i, (_, b) in enumerate(pairs)}}
    def forward(self, x):
        return torch.zeros(len(x), self.sizes[-1])
    def backward(self, g): pass
    def step(self, lr): pass
"""
        ),
        "",
    ),
    "constant layers": Bug(
        LIN,
        SOUND.with_(
            linear="""
class Linear:
    def __init__(self, i, o):
        self.i, self.o = i, o
    weight = property(lambda self: torch.zeros(self.o, self.i))
    bias = property(lambda self: torch.zeros(self.o))
    grad_weight, grad_bias = weight, bias
    def forward(self, x): return torch.zeros(len(x), self.o)
    def backward(self, g): return torch.zeros(len(g), self.i)
"""
        ),
        "all of its values are the same",
    ),
    "a layer whose weights are so small that zeros are right": _layer_of_its_own(
        "1e-30 * torch.arange(1.0, n + 1)", "torch.zeros(len(x), self.o)", "its values are all but 0"
    ),
    "a layer whose weights differ by so little that sums of the inputs are right": _layer_of_its_own(
        "1 + 1e-12 * torch.arange(1.0, n + 1)",
        "x.sum(1, keepdim=True).expand(-1, self.o) + 1",
        "all of its values are the same",
    ),
}

STUB = Answers(
    HEAD,
    linear="""
class Linear:
    def __init__(self, in_features, out_features):
        raise NotImplementedError()
    def forward(self, x):
        raise NotImplementedError()
    def backward(self, grad_output):
        raise NotImplementedError()
""",
    relu="""
class ReLU:
    def forward(self, x):
        raise NotImplementedError()
    def backward(self, grad_output):
        raise NotImplementedError()
""",
    loss="""
class CrossEntropyLoss:
    def forward(self, logits, labels):
        raise NotImplementedError()
    def backward(self):
        raise NotImplementedError()
""",
    mlp="""
class MLP:
    def __init__(self, sizes):
        raise NotImplementedError()
    def forward(self, x):
        raise NotImplementedError()
    def backward(self, grad_output):
        raise NotImplementedError()
    def step(self, lr):
        raise NotImplementedError()
""",
    train="""
def train(net, inputs, labels, epochs=100, lr=0.1):
    raise NotImplementedError()
""",
)
