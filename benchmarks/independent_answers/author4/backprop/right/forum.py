import math
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F


class Module:
    def __call__(self, *args):
        return self.forward(*args)


class Linear(Module):
    def __init__(self, in_features, out_features):
        bound = math.sqrt(3 / in_features)
        self.weight = (torch.rand(out_features, in_features) * 2 - 1) * bound
        self.bias = torch.zeros(out_features)
        self.cache = {}

    def forward(self, x):
        self.cache["x"] = x
        return F.linear(x, self.weight, self.bias)

    def backward(self, grad_output):
        x = self.cache["x"]
        # (batch, out, 1) * (batch, 1, in), then the sum over the batch
        self.grad_weight = (grad_output[:, :, None] * x[:, None, :]).sum(dim=0)
        self.grad_bias = grad_output.sum(0)
        dx = (grad_output[:, :, None] * self.weight[None, :, :]).sum(dim=1)
        return dx


class ReLU(Module):
    def forward(self, x):
        self.slope = torch.heaviside(x, x.new_zeros(1))
        return (x + x.abs()) / 2

    def backward(self, grad_output):
        return grad_output * self.slope


class CrossEntropyLoss(Module):
    def forward(self, logits, labels):
        self.logits, self.labels = logits.clone(), labels.clone()
        return F.cross_entropy(logits, labels)

    def backward(self):
        batch, classes = self.logits.shape
        one_hot = torch.eye(classes)[self.labels]
        return (self.logits.softmax(dim=1) - one_hot) / batch


@dataclass
class MLP(Module):
    sizes: list
    layers: list = field(init=False)

    def __post_init__(self):
        self.layers = []
        for fan_in, fan_out in zip(self.sizes[:-2], self.sizes[1:-1]):
            self.layers.append(Linear(fan_in, fan_out))
            self.layers.append(ReLU())
        self.layers.append(Linear(self.sizes[-2], self.sizes[-1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, grad_output):
        layers = list(self.layers)
        layers.reverse()
        for layer in layers:
            grad_output = layer.backward(grad_output)

    def step(self, lr):
        for layer in self.layers:
            if type(layer) == Linear:
                layer.weight = torch.sub(layer.weight, layer.grad_weight, alpha=lr)
                layer.bias = torch.sub(layer.bias, layer.grad_bias, alpha=lr)


def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion, losses = CrossEntropyLoss(), []
    while len(losses) < epochs:
        losses.append(criterion(net.forward(inputs), labels).item())
        net.backward(criterion.backward())
        net.step(lr)
    return losses
