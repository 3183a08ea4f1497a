import torch

class Linear:
    def __init__(self, in_features, out_features):
        self.in_features = in_features
        self.out_features = out_features
        self.weight = torch.zeros(out_features, in_features)
        for o in range(out_features):
            for i in range(in_features):
                self.weight[o][i] = torch.randn(1).item() * (2.0 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)
        self.grad_weight = None
        self.grad_bias = None

    def forward(self, x):
        self.x = x.clone()
        rows = []
        for n in range(x.shape[0]):
            rows.append(torch.mv(self.weight, x[n]) + self.bias)
        return torch.stack(rows)

    def backward(self, grad_output):
        self.grad_weight = torch.zeros(self.out_features, self.in_features)
        self.grad_bias = torch.zeros(self.out_features)
        grad_x = torch.zeros(self.x.shape)
        for n in range(grad_output.shape[0]):
            g = grad_output[n]
            self.grad_weight += torch.outer(g, self.x[n])
            self.grad_bias += g
            for o in range(self.out_features):
                grad_x[n] += g[o] * self.weight[o]
        return grad_x

class ReLU:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        out = x.clone()
        self.mask = x <= 0
        out[self.mask] = 0
        return out

    def backward(self, grad_output):
        grad = grad_output.clone()
        grad[self.mask] = 0
        return grad

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
        self.n = len(sizes) - 1
        self.linears = []
        self.relus = []
        for k in range(self.n):
            self.linears.append(Linear(sizes[k], sizes[k + 1]))
        for k in range(self.n - 1):
            self.relus.append(ReLU())

    def forward(self, x):
        value = x
        for k in range(self.n):
            value = self.linears[k].forward(value)
            if k < self.n - 1:
                value = self.relus[k].forward(value)
        return value

    def backward(self, grad_output):
        g = grad_output
        for k in range(self.n - 1, -1, -1):
            if k < self.n - 1:
                g = self.relus[k].backward(g)
            g = self.linears[k].backward(g)
        return g

    def step(self, lr):
        for k in range(self.n):
            self.linears[k].weight -= lr * self.linears[k].grad_weight
            self.linears[k].bias -= lr * self.linears[k].grad_bias

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
