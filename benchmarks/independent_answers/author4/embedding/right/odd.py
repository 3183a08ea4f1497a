import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])


class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        rows = [torch.randn(embedding_dim) for _ in range(num_embeddings)]
        if padding_idx is not None:
            rows[padding_idx] = torch.zeros(embedding_dim)
        self.weight = nn.Parameter(torch.stack(rows))
        self.padding_idx = -1 if padding_idx is None else padding_idx  # no index is ever -1

    def forward(self, indices):
        trained = (indices != self.padding_idx).unsqueeze(-1)
        return self.weight[indices] * trained


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.parts = nn.ModuleDict(
            {
                "embedding": Embedding(num_embeddings, embedding_dim),
                "rnn": nn.RNN(embedding_dim, hidden_size, num_layers, batch_first=True),
                "linear": nn.Linear(hidden_size, num_embeddings),
            }
        )

    def forward(self, indices):
        e = self.parts["embedding"](indices.T)  # (batch, seq, embedding_dim), as the RNN wants it
        h = self.parts["rnn"](e)[0].transpose(0, 1)  # (seq, batch, hidden)
        return self.parts["linear"](h.flatten(0, 1))



def decode(outputs, idx2char):
    text = [None] * len(outputs)
    for step, row in enumerate(outputs.tolist()):
        text[step] = idx2char[row.index(max(row))]
    return "".join(text)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    seen = {}

    def closure():
        optimizer.zero_grad()
        seen["outputs"] = net(inputs)
        loss = F.cross_entropy(seen["outputs"], labels)
        loss.backward()
        return loss

    losses = []
    for epoch in range(epochs):
        loss = optimizer.step(closure).item()
        losses.append(loss)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(seen['outputs'], idx2char)}")
    return losses
