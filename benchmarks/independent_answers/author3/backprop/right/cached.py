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
    def forward(self, x):
        self.output = torch.relu(x)
        return self.output

    def backward(self, grad_output):
        grad_input = grad_output.clone()
        grad_input[self.output <= 0] = 0
        return grad_input


class CrossEntropyLoss:
    def forward(self, logits, labels):
        batch, classes = logits.shape
        m = logits.amax(dim=1, keepdim=True)
        self.log_p = (logits - m) - torch.log(torch.exp(logits - m).sum(1, keepdim=True))
        self.targets = torch.eye(classes)[labels]
        return -self.log_p.gather(1, labels.reshape(batch, 1)).sum() / batch

    def backward(self):
        return (self.log_p.exp() - self.targets) / self.targets.shape[0]


class MLP:
    def __init__(self, sizes):
        pairs = list(zip(sizes, sizes[1:]))
        stack = [layer for n, m in pairs for layer in (Linear(n, m), ReLU())]
        self.layers = stack[:-1]  # no ReLU after the last one

    def forward(self, x):
        return reduce(lambda value, layer: layer.forward(value), self.layers, x)

    def backward(self, grad_output):
        return reduce(lambda grad, layer: layer.backward(grad), self.layers[::-1], grad_output)

    def step(self, lr):
        for layer in filter(lambda layer: hasattr(layer, "weight"), self.layers):
            layer.weight.sub_(layer.grad_weight, alpha=lr)
            layer.bias.sub_(layer.grad_bias, alpha=lr)


def train(net, inputs, labels, epochs=100, lr=0.1):
    loss = CrossEntropyLoss()
    losses = []
    for _ in range(epochs):
        logits = net.forward(inputs)
        losses.append(loss.forward(logits, labels).item())
        net.backward(loss.backward())
        net.step(lr)
    return losses
