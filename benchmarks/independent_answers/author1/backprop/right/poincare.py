import math

import torch

from datasets import load

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * (2 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(0)
        return grad_output @ self.weight


class ReLU:
    def forward(self, x):
        self.a = torch.relu(x)
        return self.a

    def backward(self, grad_output):
        return torch.where(self.a > 0, grad_output, torch.zeros_like(grad_output))


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
        self.linears = [Linear(m, n) for m, n in zip(sizes[:-1], sizes[1:])]
        self.relus = [ReLU() for _ in self.linears[1:]]

    def forward(self, x):
        x = self.linears[0].forward(x)
        for relu, linear in zip(self.relus, self.linears[1:]):
            x = linear.forward(relu.forward(x))
        return x

    def backward(self, grad_output):
        g = grad_output
        for relu, linear in zip(self.relus[::-1], self.linears[:0:-1]):
            g = relu.backward(linear.backward(g))
        self.linears[0].backward(g)

    def step(self, lr):
        for f in self.linears:
            f.weight -= lr * f.grad_weight
            f.bias -= lr * f.grad_bias


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
