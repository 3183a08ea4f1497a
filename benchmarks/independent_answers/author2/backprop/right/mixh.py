import torch

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) / in_features ** 0.5
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.saved = x
        out = torch.matmul(x, self.weight.t())
        out = out + self.bias.unsqueeze(0)
        return out

    def backward(self, grad_output):
        g = grad_output
        products = g.unsqueeze(2) * self.saved.unsqueeze(1)
        self.grad_weight = products.sum(0)
        self.grad_bias = torch.sum(g, dim=0)
        grad_input = torch.matmul(g, self.weight)
        return grad_input

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
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight = layer.weight - lr * layer.grad_weight
                layer.bias = layer.bias - lr * layer.grad_bias

def one_epoch(net, loss_fn, inputs, labels, lr):
    out = net.forward(inputs)
    loss = loss_fn.forward(out, labels)
    grad = loss_fn.backward()
    net.backward(grad)
    net.step(lr)
    return loss

def train(net, inputs, labels, epochs=100, lr=0.1):
    loss_fn = CrossEntropyLoss()
    history = []
    epoch = 0
    while epoch < epochs:
        loss = one_epoch(net, loss_fn, inputs, labels, lr)
        history.append(loss.item())
        epoch = epoch + 1
    return history
