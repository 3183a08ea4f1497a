import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        W = torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            W[padding_idx] = 0
        self.weight, self.padding_idx = nn.Parameter(W), padding_idx

    def forward(self, indices):
        rows = self.weight[indices]
        if self.padding_idx is None:
            return rows
        return rows.masked_fill((indices == self.padding_idx)[..., None], 0.0)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.E = Embedding(num_embeddings, embedding_dim)
        self.R = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.V = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        return self.V(self.R(self.E(indices))[0]).flatten(0, 1)


def decode(outputs, idx2char):
    pick = lambda row: idx2char[max(range(len(row)), key=lambda j: float(row[j]))]
    return "".join(pick(row) for row in outputs)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optim = torch.optim.Adam(net.parameters(), lr=lr)

    def energy(y):
        return (y.logsumexp(dim=1) - y.gather(1, labels[:, None]).squeeze(1)).mean()

    trace = []
    for k in range(epochs):
        optim.zero_grad(set_to_none=True)
        y = net(inputs)
        e = energy(y)
        e.backward()
        optim.step()
        trace.append(float(e))
        print(f"Epoch {k}/{epochs - 1}, Loss {trace[-1]:.4f}: {decode(y, idx2char)}")
    return trace
