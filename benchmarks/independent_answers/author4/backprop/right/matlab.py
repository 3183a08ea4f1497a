import math

import torch


class Linear:
    def __init__(self, in_features, out_features):
        self.n_in = in_features
        self.n_out = out_features
        sigma = math.sqrt(2 / in_features)
        self.weight = torch.normal(0.0, sigma, size=(out_features, in_features))
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        N = x.shape[0]
        self.input = x.clone()
        z = torch.zeros(N, self.n_out)
        for o in range(self.n_out):
            z[:, o] = x @ self.weight[o] + self.bias[o]
        return z

    def backward(self, grad_output):
        N = grad_output.shape[0]
        dW = torch.zeros(self.n_out, self.n_in)
        db = torch.zeros(self.n_out)
        for n in range(N):
            dW += torch.outer(grad_output[n], self.input[n])
            db += grad_output[n]
        self.grad_weight = dW
        self.grad_bias = db
        return torch.matmul(grad_output, self.weight)


class ReLU:
    def forward(self, x):
        self.positive = x > 0
        y = torch.zeros_like(x)
        y[self.positive] = x[self.positive]
        return y

    def backward(self, grad_output):
        dx = torch.zeros_like(grad_output)
        dx[self.positive] = grad_output[self.positive]
        return dx


class CrossEntropyLoss:
    def forward(self, logits, labels):
        N, K = logits.shape
        self.P = torch.zeros(N, K)
        self.T = torch.zeros(N, K)
        L = 0.0
        for n in range(N):
            y = logits[n] - logits[n].max()
            logsum = torch.log(torch.exp(y).sum())
            self.P[n] = torch.exp(y - logsum)
            self.T[n, labels[n]] = 1
            L = L - (y[labels[n]] - logsum)
        self.N = N
        return L / N

    def backward(self):
        return (self.P - self.T) / self.N


class MLP:
    def __init__(self, sizes):
        self.linears = [Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])]
        self.relus = [ReLU() for _ in range(len(sizes) - 2)]

    def forward(self, x):
        a = x
        K = len(self.linears)
        for k in range(K - 1):
            z = self.linears[k].forward(a)
            a = self.relus[k].forward(z)
        return self.linears[K - 1].forward(a)

    def backward(self, grad_output):
        K = len(self.linears)
        g = self.linears[K - 1].backward(grad_output)
        for k in range(K - 2, -1, -1):
            g = self.relus[k].backward(g)
            g = self.linears[k].backward(g)
        return g

    def step(self, lr):
        for lin in self.linears:
            lin.weight -= lr * lin.grad_weight
            lin.bias -= lr * lin.grad_bias


def train(net, inputs, labels, epochs=100, lr=0.1):
    J = []
    criterion = CrossEntropyLoss()
    for it in range(epochs):
        Y = net.forward(inputs)
        J.append(float(criterion.forward(Y, labels)))
        G = criterion.backward()
        net.backward(G)
        net.step(lr)
    return J
