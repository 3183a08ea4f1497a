import torch

class Linear:
    def __init__(self, in_features, out_features):
        std = (2.0 / in_features) ** 0.5
        self.weight = torch.empty(out_features, in_features).normal_(0, std)
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.input = x
        z = torch.einsum("ni,oi->no", x, self.weight)
        return z + self.bias

    def backward(self, grad_output):
        self.grad_weight = torch.einsum("no,ni->oi", grad_output, self.input)
        self.grad_bias = torch.einsum("no->o", grad_output)
        return torch.einsum("no,oi->ni", grad_output, self.weight)

class ReLU:
    def forward(self, x):
        zeros = torch.zeros(x.shape)
        self.output = torch.maximum(x, zeros)
        return self.output.clone()

    def backward(self, grad_output):
        slope = torch.sign(self.output)
        result = grad_output * slope
        return result

class CrossEntropyLoss:
    def forward(self, logits, labels):
        m = logits.max(dim=1, keepdim=True)[0]
        shifted = logits - m
        self.log_p = shifted - torch.log(torch.exp(shifted).sum(dim=1, keepdim=True))
        self.labels = labels
        return -self.log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        gradient = self.log_p.exp()
        gradient[torch.arange(len(self.labels)), self.labels] -= 1
        return gradient / len(self.labels)

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
