import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        table = torch.randn(num_embeddings, embedding_dim) / embedding_dim**0.5
        self.pad = -1 if padding_idx is None else padding_idx % num_embeddings
        table[torch.arange(num_embeddings) == self.pad] = 0
        self.weight = nn.Parameter(table)

    def forward(self, indices):
        e = self.weight.index_select(0, indices.flatten()).unflatten(0, indices.shape) if indices.dim() else self.weight[indices]
        return torch.where((indices == self.pad).unsqueeze(-1), torch.zeros(()), e)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.e = Embedding(num_embeddings, embedding_dim)
        self.r = nn.RNN(embedding_dim, hidden_size, num_layers, batch_first=True)
        self.v = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        h = self.r(self.e(indices.T))[0]  # (batch, seq, hidden)
        return self.v(h).transpose(0, 1).reshape(-1, self.v.out_features)


def decode(outputs, idx2char):
    pick = lambda row: idx2char[max(range(len(row)), key=lambda j: float(row[j]))]
    return "".join(pick(row) for row in outputs)


def train(net, inputs, labels, epochs=100, lr=0.05):
    adam = torch.optim.Adam(net.parameters(), lr)
    history = []
    for n in range(epochs):
        seen = {}

        def closure():
            adam.zero_grad()
            seen["z"] = net(inputs)
            value = nn.functional.cross_entropy(seen["z"], labels)
            value.backward()
            return value

        loss = adam.step(closure).item()
        print(f"Epoch {n}/{epochs - 1}, Loss {loss:.4f}: {decode(seen['z'], idx2char)}")
        history.append(loss)
    return history
