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
    """max(x, 0), value by value."""

    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output * (self.x > 0)


class CrossEntropyLoss:
    """log_softmax is only arithmetic; the gradient is mine."""

    def forward(self, logits, labels):
        self.log_p = torch.log_softmax(logits, dim=1)
        self.labels = labels
        return F.nll_loss(self.log_p, labels)

    def backward(self):
        one_hot = F.one_hot(self.labels, self.log_p.shape[1])
        return (torch.exp(self.log_p) - one_hot) / self.log_p.shape[0]


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


class History:
    def __init__(self):
        self.history = {"loss": []}

    def log(self, value):
        self.history["loss"].append(float(value))


def train(net, inputs, labels, epochs=100, lr=0.1, verbose=0):
    criterion = CrossEntropyLoss()
    history = History()
    for epoch in range(epochs):
        y_pred = net.forward(inputs)
        cost = criterion.forward(y_pred, labels)
        gradient = criterion.backward()
        net.backward(gradient)
        net.step(lr)
        history.log(cost)
        if verbose:
            print(f"Epoch {epoch + 1}/{epochs} - loss: {cost:.4f}")
    return history.history["loss"]
