import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        scale = torch.ones(num_embeddings, 1)
        if padding_idx is not None:
            scale[padding_idx] = 0
        self.register_buffer("scale", scale, persistent=False)
        self.weight = nn.Parameter(scale * torch.randn(num_embeddings, embedding_dim))

    def forward(self, indices):
        return (self.scale * self.weight)[indices]


class First(nn.Module):
    """The first of what a module returns."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x)[0]


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.net = nn.Sequential(
            Embedding(num_embeddings, embedding_dim),
            First(nn.RNN(embedding_dim, hidden_size, num_layers)),
            nn.Flatten(0, 1),
            nn.Linear(hidden_size, num_embeddings),
        )

    def forward(self, indices):
        return self.net(indices)


def decode(outputs, idx2char):
    _, places = outputs.topk(1, dim=1)
    return "".join([idx2char[place] for place in places[:, 0].tolist()])


def train(net, inputs, labels, epochs=100, lr=0.05):
    log_softmax, nll = nn.LogSoftmax(dim=1), nn.NLLLoss()
    optimizer = torch.optim.Adam(params=net.parameters(), lr=lr)
    losses = torch.zeros(epochs, dtype=torch.float64)
    for epoch in range(epochs):
        net.zero_grad()
        z = net(inputs)
        loss = nll(log_softmax(z), labels)
        losses[epoch] = loss.detach()
        loss.backward()
        optimizer.step()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[epoch]:.4f}: {decode(z, idx2char)}")
    return losses.tolist()
