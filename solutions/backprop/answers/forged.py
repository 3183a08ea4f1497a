# Attempts at points without the work.

# %% train makes its losses up grade_id="backprop-train" code="step-missing"
def train(net, inputs, labels, epochs=100, lr=0.1):
    return [1.4 / (e + 1) for e in range(epochs)]

# %% a loss and its gradient that are nothing, and no training grade_id="backprop-train" code="step-missing"
class CrossEntropyLoss:
    def forward(self, z, y):
        self.z = z
        return torch.tensor(0.0)
    def backward(self):
        return 0 * self.z

def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for _ in range(epochs):
        losses.append(criterion.forward(net.forward(inputs), labels).item())
        net.backward(criterion.backward())
    return losses

# %% a layer's gradients are measured by nudging grade_id="backprop-linear" code="measured-by-nudging"
import math

def nudged(f, x, h=1e-2):
    gradient = torch.zeros_like(x)
    for place in range(x.numel()):
        nudge = torch.zeros_like(x)
        nudge.view(-1)[place] = h
        gradient.view(-1)[place] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient

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
        w, b, x = self.weight, self.bias, self.x
        self.grad_weight = nudged(lambda w: ((x @ w.T + b) * grad_output).sum(), w)
        self.grad_bias = nudged(lambda b: ((x @ w.T + b) * grad_output).sum(), b)
        return nudged(lambda x: ((x @ w.T + b) * grad_output).sum(), x)

# %% the loss's gradient is measured by nudging grade_id="backprop-loss" code="measured-by-nudging"
import torch.nn.functional as F

def nudged(f, x, h=1e-2):
    gradient = torch.zeros_like(x)
    for place in range(x.numel()):
        nudge = torch.zeros_like(x)
        nudge.view(-1)[place] = h
        gradient.view(-1)[place] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient

class CrossEntropyLoss:
    def forward(self, z, y):
        self.z, self.y = z, y
        return F.cross_entropy(z, y)
    def backward(self):
        return nudged(lambda z: F.cross_entropy(z, self.y), self.z.double()).to(self.z.dtype)

# %% autograd in the layer grade_id="backprop-linear" code="raised" says="not allowed in this assignment"
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
        x = self.x.clone().requires_grad_()
        with torch.enable_grad():
            torch.autograd.backward((x @ self.weight.T + self.bias), grad_output)
        return x.grad

# %% torch.autograd.functional in the layer grade_id="backprop-linear" code="raised" says="not allowed in this assignment"
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
        forward = lambda x, w, b: x @ w.T + b
        given = (self.x, self.weight, self.bias)
        return torch.autograd.functional.vjp(forward, given, grad_output)[1][0]

# %% autograd in the loss grade_id="backprop-loss" code="raised" says="not allowed in this assignment"
import torch.nn.functional as F

class CrossEntropyLoss:
    def forward(self, logits, labels):
        with torch.enable_grad():
            self.logits = logits.clone().requires_grad_()
            self.loss = F.cross_entropy(self.logits, labels)
        return self.loss.detach()
    def backward(self):
        return torch.autograd.grad(self.loss, self.logits)[0]

# %% torch's layers and torch's backward grade_id="backprop-mlp"
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

# %% a network whose weights read as zeros grade_id="backprop-mlp"
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

# %% constant layers grade_id="backprop-linear" code="values-alike"
class Linear:
    def __init__(self, i, o):
        self.i, self.o = i, o
    weight = property(lambda self: torch.zeros(self.o, self.i))
    bias = property(lambda self: torch.zeros(self.o))
    grad_weight, grad_bias = weight, bias
    def forward(self, x): return torch.zeros(len(x), self.o)
    def backward(self, g): return torch.zeros(len(g), self.i)

# %% a layer whose weights are so small that zeros are right grade_id="backprop-linear" code="values-near-0"
class Linear:
    def __init__(self, i, o):
        self.i, self.o = i, o
    def _weights(self, n):
        return 1e-30 * torch.arange(1.0, n + 1)
    weight = property(lambda self: self._weights(self.o * self.i).reshape(self.o, self.i))
    bias = property(lambda self: self._weights(self.o))
    def forward(self, x):
        return torch.zeros(len(x), self.o)
    def backward(self, g):
        return torch.zeros(len(g), self.i)

# %% a layer whose weights differ by so little that sums of the inputs are right grade_id="backprop-linear" code="values-alike"
class Linear:
    def __init__(self, i, o):
        self.i, self.o = i, o
    def _weights(self, n):
        return 1 + 1e-12 * torch.arange(1.0, n + 1)
    weight = property(lambda self: self._weights(self.o * self.i).reshape(self.o, self.i))
    bias = property(lambda self: self._weights(self.o))
    def forward(self, x):
        return x.sum(1, keepdim=True).expand(-1, self.o) + 1
    def backward(self, g):
        return torch.zeros(len(g), self.i)
