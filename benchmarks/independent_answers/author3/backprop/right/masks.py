import math
from functools import reduce

import torch
from torch import Tensor
from torch.nn import functional as F


class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.empty(out_features, in_features).normal_(0, math.sqrt(2 / in_features))
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)
        self.inputs = None

    def forward(self, x):
        self.inputs = x.clone()
        return torch.einsum("ni,oi->no", x, self.weight) + self.bias

    def backward(self, grad_output):
        self.grad_weight = torch.einsum("no,ni->oi", grad_output, self.inputs)
        self.grad_bias = torch.einsum("no->o", grad_output)
        return torch.einsum("no,oi->ni", grad_output, self.weight)


class ReLU:
    def forward(self, x):
        self.positive = (x > 0).to(x.dtype)
        return torch.maximum(x, torch.zeros(()))

    def backward(self, grad_output):
        return torch.mul(grad_output, self.positive)


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
