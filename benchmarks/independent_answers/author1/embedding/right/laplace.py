import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.n, self.pad = num_embeddings, padding_idx
        w = torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            w[padding_idx].fill_(0)
        self.weight = nn.Parameter(w)

    def forward(self, indices):
        # onehot(i) W, with the row of the padding left out of the one-hot vectors
        delta = (indices[..., None] == torch.arange(self.n)).to(self.weight.dtype)
        if self.pad is not None:
            delta[..., self.pad] = 0
        return torch.einsum("...n,nd->...d", delta, self.weight)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.E = Embedding(num_embeddings, embedding_dim)
        self.R = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.V = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        return self.V(self.R(self.E(indices))[0]).flatten(0, 1)


def decode(outputs, idx2char):
    return "".join(idx2char[k] for k in outputs.argmax(dim=1).tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt, rows = torch.optim.Adam(net.parameters(), lr=lr), torch.arange(len(labels))
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        loss = -z.log_softmax(-1)[rows, labels].mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses += [loss.item()]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(z, idx2char)}")
    return losses
