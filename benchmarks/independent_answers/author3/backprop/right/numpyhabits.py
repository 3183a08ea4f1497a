import math
from functools import reduce

import torch
from torch import Tensor
from torch.nn import functional as F


class Linear:
    def __init__(self, in_features, out_features):
        std = (2.0 / in_features) ** 0.5
        self.weight = torch.normal(0.0, std, size=(out_features, in_features))
        self.bias = torch.zeros((out_features,))
        self.x = None

    def forward(self, x):
        self.x = x
        z = torch.matmul(x, self.weight.transpose(0, 1))
        z = z + self.bias
        return z

    def backward(self, grad_output):
        grad_weight = torch.zeros_like(self.weight)
        grad_bias = torch.zeros_like(self.bias)
        for g, x in zip(grad_output, self.x):
            grad_weight += torch.outer(g, x)
            grad_bias += g
        self.grad_weight = grad_weight
        self.grad_bias = grad_bias
        return torch.stack([self.weight.T @ g for g in grad_output])


class ReLU:
    """max(x, 0), value by value."""

    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output * (self.x > 0)


class CrossEntropyLoss:
    def forward(self, logits, labels):
        batch, classes = logits.shape
        m = logits.amax(dim=1, keepdim=True)
        self.log_p = (logits - m) - torch.log(torch.exp(logits - m).sum(1, keepdim=True))
        self.targets = torch.eye(classes)[labels]
        return -self.log_p.gather(1, labels.reshape(batch, 1)).sum() / batch

    def backward(self):
        return (self.log_p.exp() - self.targets) / self.targets.shape[0]


class Sequential:
    """A small Sequential: a list of layers that is a layer."""

    def __init__(self, *layers):
        self.layers = list(layers)

    def add(self, layer):
        self.layers.append(layer)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in self.layers[::-1]:
            grad_output = layer.backward(grad_output)
        return grad_output


class MLP(Sequential):
    def __init__(self, sizes):
        super().__init__(Linear(sizes[0], sizes[1]))
        for k in range(2, len(sizes)):
            self.add(ReLU())
            self.add(Linear(sizes[k - 1], sizes[k]))

    def trainable(self):
        return [layer for layer in self.layers if type(layer) is Linear]

    def step(self, lr):
        for layer in self.trainable():
            for name in ("weight", "bias"):
                value, gradient = getattr(layer, name), getattr(layer, "grad_" + name)
                setattr(layer, name, value - lr * gradient)


def train(net, inputs, labels, epochs=100, lr=0.1):
    loss = CrossEntropyLoss()
    losses = []
    for _ in range(epochs):
        logits = net.forward(inputs)
        losses.append(loss.forward(logits, labels).item())
        net.backward(loss.backward())
        net.step(lr)
    return losses
