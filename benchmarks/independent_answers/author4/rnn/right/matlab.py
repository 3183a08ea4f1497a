import math
import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])


def one_hot(indices, num_classes):
    """zeros() first, then the ones are put in, as one does it in MATLAB."""
    V = torch.zeros(indices.numel(), num_classes)
    flat = indices.reshape(-1)
    for k in range(indices.numel()):
        V[k, flat[k]] = 1.0
    return V.reshape(tuple(indices.shape) + (num_classes,))


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.H = hidden_size
        self.L = num_layers
        self.W = nn.ParameterList()
        self.U = nn.ParameterList()
        self.b = nn.ParameterList()
        bound = 1 / math.sqrt(hidden_size)
        for k in range(num_layers):
            n_in = input_size if k == 0 else hidden_size
            self.W.append(nn.Parameter(torch.empty(hidden_size, n_in).uniform_(-bound, bound)))
            self.U.append(nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-bound, bound)))
            self.b.append(nn.Parameter(torch.empty(hidden_size).uniform_(-bound, bound)))

    def forward(self, input):
        T, B, _ = input.shape
        H = [input.new_zeros(B, self.H) for _ in range(self.L)]
        rows = []
        for t in range(T):
            x = input[t]
            for k in range(self.L):
                H[k] = torch.tanh(x @ self.W[k].T + H[k] @ self.U[k].T + self.b[k])
                x = H[k]
            rows.append(x)
        return torch.cat(rows, dim=0)


def decode(outputs, idx2char):
    word = []
    (T, C) = outputs.shape
    for t in range(T):
        best = 0
        for c in range(C):
            if outputs[t, c] > outputs[t, best]:
                best = c
        word.append(idx2char[best])
    return "".join(word)


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    L = [0.0] * epochs
    n = labels.numel()
    for ep in range(epochs):
        opt.zero_grad()
        Z = net(inputs)
        logp = Z - torch.logsumexp(Z, dim=1, keepdim=True)
        J = -logp[torch.arange(n), labels].sum() / n
        J.backward()
        opt.step()
        L[ep] = float(J)
        print("Epoch %d/%d, Loss %.4f: %s" % (ep, epochs - 1, L[ep], decode(Z, idx2char)))
    return L
