import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(num_embeddings, embedding_dim).normal_())
        self.padding_idx = padding_idx
        if padding_idx is not None:
            self.weight.data[padding_idx] = 0

    def forward(self, indices):
        return F.embedding(indices, self.weight, padding_idx=self.padding_idx)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.W = nn.Parameter(torch.randn(num_embeddings, hidden_size) * hidden_size**-0.5)
        self.c = nn.Parameter(torch.zeros(num_embeddings))

    def forward(self, indices):
        seq, batch = indices.shape
        h_0 = torch.zeros(self.rnn.num_layers, batch, self.rnn.hidden_size)
        h, _ = self.rnn(self.embedding(indices), h_0)
        z = torch.einsum("sbh,kh->sbk", h, self.W) + self.c
        return z.reshape(seq * batch, -1)


def decode(outputs, idx2char):
    _, best = outputs.max(dim=1)
    text = ""
    for k in best:
        text += idx2char[k.item()]
    return text


def train(net, inputs, labels, epochs=100, lr=0.05):
    # Adam by hand (Kingma & Ba, algorithm 1)
    b1, b2, eps = 0.9, 0.999, 1e-8
    theta = list(net.parameters())
    m, v = [torch.zeros_like(p) for p in theta], [torch.zeros_like(p) for p in theta]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        z = net(inputs)
        loss = nn.functional.cross_entropy(z, labels)
        loss.backward()
        with torch.no_grad():
            for p, mi, vi in zip(theta, m, v):
                if p.grad is None:
                    continue
                mi.mul_(b1).add_((1 - b1) * p.grad)
                vi.mul_(b2).add_((1 - b2) * p.grad**2)
                mhat, vhat = mi / (1 - b1 ** (epoch + 1)), vi / (1 - b2 ** (epoch + 1))
                p -= lr * mhat / (vhat.sqrt() + eps)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(z, idx2char)}")
    return losses
