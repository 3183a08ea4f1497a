import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    """The product with one-hot vectors, as in the notebook's first equation."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        keep = torch.ones(num_embeddings, 1)
        if padding_idx is not None:
            keep[padding_idx] = 0.0
        self.keep = keep
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim) * keep)

    def forward(self, indices):
        vectors = F.one_hot(indices, len(self.weight)).to(self.weight.dtype)
        return vectors @ (self.weight * self.keep)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.table = Embedding(num_embeddings, embedding_dim)
        sizes = [embedding_dim] + [hidden_size] * num_layers
        self.rnns = nn.ModuleList([nn.RNN(m, n) for m, n in zip(sizes[:-1], sizes[1:])])
        self.logits = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        x = self.table(indices)
        for rnn in self.rnns:
            x = rnn(x)[0]
        return torch.cat([self.logits(step) for step in x], dim=0)


def decode(outputs, idx2char):
    """argmax over the classes, then lookup"""
    with torch.no_grad():
        winners = torch.argmax(outputs.double(), dim=-1)
    return str().join(map(lambda w: idx2char[w], winners.tolist()))


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    optimizer = torch.optim.Adam([{"params": params}], lr=lr)
    results = []
    for epoch in range(epochs):
        for p in params:
            p.grad = None
        logits = net(inputs)
        loss = F.cross_entropy(logits, labels, reduction="sum") / len(labels)
        loss.backward()
        optimizer.step()
        results.append((loss.item(), decode(logits, idx2char)))
        print("Epoch %d/%d, Loss %.4f: %s" % (epoch, epochs - 1, *results[-1]))
    return [number for number, _ in results]
