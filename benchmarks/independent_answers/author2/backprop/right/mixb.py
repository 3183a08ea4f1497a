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
