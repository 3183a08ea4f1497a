import math

import torch

from datasets import load

class Linear:
    def __init__(self, in_features, out_features):
        std = torch.tensor(2.0 / in_features).sqrt()
        self.weight, self.bias = torch.normal(0.0, std.item(), (out_features, in_features)), torch.zeros(out_features)
        self.grad_weight, self.grad_bias = torch.zeros_like(self.weight), torch.zeros_like(self.bias)

    def forward(self, x):
        self._x = x.clone()
        return torch.addmm(self.bias, x, self.weight.t())

    def backward(self, grad_output):
        g = grad_output
        self.grad_weight = g.t().mm(self._x)
        self.grad_bias = torch.ones(len(g)) @ g
        return g.mm(self.weight)


class ReLU:
    def forward(self, x):
        self.a = torch.relu(x)
        return self.a

    def backward(self, grad_output):
        return torch.where(self.a > 0, grad_output, torch.zeros_like(grad_output))


class CrossEntropyLoss:
    def forward(self, logits, labels):
        self.delta = (labels[:, None] == torch.arange(logits.shape[1])).to(logits.dtype)
        self.log_p = logits.log_softmax(dim=1)
        return -torch.where(self.delta > 0, self.log_p, 0.0).sum() / len(logits)

    def backward(self):
        return (self.log_p.exp() - self.delta) / len(self.delta)


class MLP:
    def __init__(self, sizes):
        n = len(sizes) - 1
        self.layers = [Linear(sizes[i], sizes[i + 1]) if j == 0 else ReLU() for i in range(n) for j in (0, 1)][: 2 * n - 1]

    def forward(self, x):
        from functools import reduce

        return reduce(lambda z, f: f.forward(z), self.layers, x)

    def backward(self, grad_output):
        for f in self.layers[::-1]:
            grad_output = f.backward(grad_output)

    def step(self, lr):
        for f in self.layers:
            if isinstance(f, Linear):
                f.weight.sub_(f.grad_weight, alpha=lr)
                f.bias.sub_(f.grad_bias, alpha=lr)


def train(net, inputs, labels, epochs=100, lr=0.1):
    history = torch.zeros(epochs)
    for k in range(epochs):
        criterion = CrossEntropyLoss()
        logits = net.forward(inputs)
        history[k] = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
    return history.tolist()
