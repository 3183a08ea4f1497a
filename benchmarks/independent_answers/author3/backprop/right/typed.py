import math
from functools import reduce

import torch
from torch import Tensor
from torch.nn import functional as F


class Linear:
    """Glorot-uniform weights, as in Keras' Dense."""

    def __init__(self, in_features: int, out_features: int) -> None:
        limit = (6 / (in_features + out_features)) ** 0.5
        self.weight = (2 * torch.rand(out_features, in_features) - 1) * limit
        self.bias = torch.zeros(out_features)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def forward(self, x: Tensor) -> Tensor:
        self.cache = x
        return torch.addmm(self.bias, x, self.weight.t())

    def backward(self, grad_output: Tensor) -> Tensor:
        x = self.cache
        self.grad_weight, self.grad_bias = grad_output.t().mm(x), grad_output.sum(0)
        return grad_output.mm(self.weight)


class ReLU:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = x > 0
        return torch.where(self.mask, x, torch.zeros_like(x))

    def backward(self, grad_output):
        return torch.where(self.mask, grad_output, torch.zeros_like(grad_output))


class CrossEntropyLoss:
    """The mean over the batch of -log softmax(logits) at the labels."""

    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True)[0]
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p, self.labels = log_p.exp(), labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        gradient = self.p.clone()
        rows = torch.arange(len(self.labels))
        gradient[rows, self.labels] -= 1
        return gradient / len(self.labels)


class MLP:
    def __init__(self, sizes):
        self.linears = [Linear(n, m) for n, m in zip(sizes[:-1], sizes[1:])]
        self.relus = [ReLU() for _ in self.linears[1:]]

    def forward(self, x):
        h = self.linears[0].forward(x)
        for relu, linear in zip(self.relus, self.linears[1:]):
            h = linear.forward(relu.forward(h))
        return h

    def backward(self, grad_output):
        g = self.linears[-1].backward(grad_output)
        for k in range(len(self.relus) - 1, -1, -1):
            g = self.relus[k].backward(g)
            g = self.linears[k].backward(g)
        return g

    def step(self, lr):
        for linear in self.linears:
            linear.weight -= lr * linear.grad_weight
            linear.bias -= lr * linear.grad_bias


def train(net, inputs, labels, epochs=100, lr=0.1):
    losses = torch.zeros(epochs)
    epoch = 0
    while epoch < epochs:
        criterion = CrossEntropyLoss()
        losses[epoch] = criterion.forward(net.forward(inputs), labels)
        grad = criterion.backward()
        net.backward(grad)
        net.step(lr=lr)
        epoch += 1
    return losses.tolist()
