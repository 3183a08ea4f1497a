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
        self.on = (x > 0).to(x.dtype)
        return x * self.on

    def backward(self, grad_output):
        return self.on * grad_output


class CrossEntropyLoss:
    def forward(self, logits, labels):
        m = logits.amax(1, keepdim=True)
        e = torch.exp(logits - m)
        Z = e.sum(1, keepdim=True)
        self.p = e / Z
        self.labels = labels
        picked = torch.take_along_dim(logits - m, labels.unsqueeze(1), dim=1)
        return torch.mean(Z.log() - picked)

    def backward(self):
        n = self.labels.numel()
        minus_one = torch.full((n, 1), -1.0, dtype=self.p.dtype)
        return self.p.scatter_add(1, self.labels[:, None], minus_one).div(n)


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
    losses, criterion, epoch = [], CrossEntropyLoss(), 0
    while epoch < epochs:
        y = net.forward(inputs)
        loss = criterion.forward(y, labels)
        grad = criterion.backward()
        net.backward(grad)
        net.step(lr)
        losses += [loss.item()]
        epoch += 1
    return losses
