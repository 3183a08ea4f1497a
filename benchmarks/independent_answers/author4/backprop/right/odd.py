from functools import reduce

import torch


class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(in_features, out_features).T.contiguous() / in_features**0.5
        self.bias = torch.randn(out_features) * 0.01

    def forward(self, x):
        ones = torch.ones(len(x), 1)
        self.x1 = torch.cat([x, ones], dim=1)  # a column of ones for the bias
        return self.x1 @ torch.cat([self.weight, self.bias[:, None]], dim=1).T

    def backward(self, grad_output):
        both = grad_output.T @ self.x1
        self.grad_weight, self.grad_bias = both[:, :-1], both[:, -1]
        return grad_output.matmul(self.weight)


class ReLU:
    def forward(self, x):
        self.out = torch.relu(x)
        return self.out

    def backward(self, grad_output):
        return torch.where(self.out > 0, grad_output, 0.0)


class CrossEntropyLoss:
    def forward(self, logits, labels):
        self.p = logits.softmax(1)
        self.rows = torch.arange(len(labels)), labels
        return (logits.logsumexp(1) - logits[self.rows]).mean()

    def backward(self):
        minus = self.p.new_full((len(self.p),), -1.0)
        return self.p.index_put(self.rows, minus, accumulate=True) / len(self.p)


class MLP:
    def __init__(self, sizes):
        self.linears = [Linear(*pair) for pair in zip(sizes[:-1], sizes[1:])]
        self.layers = [self.linears[0]]
        for linear in self.linears[1:]:
            self.layers.extend((ReLU(), linear))

    def forward(self, x):
        return reduce(lambda value, layer: layer.forward(value), self.layers, x)

    def backward(self, grad_output):
        return reduce(lambda grad, layer: layer.backward(grad), self.layers[::-1], grad_output)

    def step(self, lr):
        for linear in self.linears:
            linear.weight = linear.weight - lr * linear.grad_weight
            linear.bias = linear.bias - lr * linear.grad_bias


def train(net, inputs, labels, epochs=100, lr=0.1):
    losses = []
    for epoch in range(epochs):
        criterion = CrossEntropyLoss()
        loss = criterion.forward(net.forward(inputs), labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses
