import torch

class Linear:
    """x @ weight.T + bias, with weight (out, in) and bias (out,)."""

    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * (2 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

class ReLU:
    """max(x, 0), value by value."""

    def forward(self, x):
        self.positive = x > 0
        return torch.where(self.positive, x, torch.zeros_like(x))

    def backward(self, grad_output):
        return torch.where(self.positive, grad_output, torch.zeros_like(grad_output))

class CrossEntropyLoss:
    def forward(self, logits, labels):
        n = logits.shape[0]
        c = logits.shape[1]
        self.probs = torch.zeros(n, c)
        self.labels = labels
        total = 0.0
        for i in range(n):
            biggest = logits[i][0]
            for j in range(1, c):
                if logits[i][j] > biggest:
                    biggest = logits[i][j]
            e = torch.exp(logits[i] - biggest)
            s = e.sum()
            self.probs[i] = e / s
            total = total - (logits[i][labels[i]] - biggest - torch.log(s))
        return total / n

    def backward(self):
        n = self.probs.shape[0]
        grad = self.probs.clone()
        for i in range(n):
            grad[i][self.labels[i]] -= 1.0
        grad = grad / n
        return grad

class MLP:
    """Linear, ReLU, ..., Linear."""

    def __init__(self, sizes):
        self.layers = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            self.layers += [Linear(a, b), ReLU()]
        self.layers.pop()

    def forward(self, x):
        out = x
        i = 0
        while i < len(self.layers):
            out = self.layers[i].forward(out)
            i += 1
        return out

    def backward(self, grad_output):
        grad = grad_output
        i = len(self.layers) - 1
        while i >= 0:
            grad = self.layers[i].backward(grad)
            i -= 1

    def step(self, lr):
        for layer in self.layers[::2]:
            layer.weight.sub_(layer.grad_weight * lr)
            layer.bias.sub_(layer.grad_bias * lr)

def train(net, inputs, labels, epochs=100, lr=0.1):
    loss_layer = CrossEntropyLoss()
    result = [0.0] * epochs
    for i in range(epochs):
        y = net.forward(inputs)
        value = loss_layer.forward(y, labels)
        result[i] = float(value)
        g = loss_layer.backward()
        net.backward(g)
        net.step(lr)
    return result
