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
        cells = [nn.RNNCell(embedding_dim if k == 0 else hidden_size, hidden_size) for k in range(num_layers)]
        self.cells, self.head = nn.ModuleList(cells), nn.Linear(hidden_size, num_embeddings)
        self.hidden_size = hidden_size

    def forward(self, indices):
        states = [torch.zeros(indices.shape[1], self.hidden_size) for _ in self.cells]
        logits = []
        for e in self.embedding(indices):
            for k, cell in enumerate(self.cells):
                states[k] = e = cell(e, states[k])
            logits.append(self.head(e))
        return torch.cat(logits, dim=0)


def decode(outputs, idx2char):
    with torch.no_grad():
        idx = outputs.argmax(1)
    out = ""
    for t in range(outputs.shape[0]):
        out += idx2char[idx[t]]
    return out


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        opt.zero_grad()
        z = net(inputs)
        loss = nn.functional.cross_entropy(z, labels)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
    return losses
