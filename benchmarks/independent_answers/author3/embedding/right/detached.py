from dataclasses import dataclass

import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.rand(num_embeddings, embedding_dim) - 0.5)
        if padding_idx is not None:
            nn.init.zeros_(self.weight[padding_idx])

    def forward(self, indices):
        rows = self.weight[indices]
        if self.padding_idx is None:
            return rows
        trained = (indices != self.padding_idx).unsqueeze(-1).to(rows.dtype)
        return rows * trained


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings=num_embeddings, embedding_dim=embedding_dim)
        self.cells = nn.ModuleList()
        for k in range(num_layers):
            self.cells.append(nn.RNNCell(embedding_dim if k == 0 else hidden_size, hidden_size))
        self.linear = nn.Linear(in_features=hidden_size, out_features=num_embeddings)

    def forward(self, indices):
        states = [None] * len(self.cells)
        logits = []
        for step in indices:
            x = self.embedding(step)
            for k, cell in enumerate(self.cells):
                x = states[k] = cell(x, states[k])
            logits.append(self.linear(x))
        return torch.cat(logits)


@dataclass
class Record:
    epoch: int
    loss: float
    text: str


def decode(outputs, idx2char):
    return "".join(idx2char[int(row.argmax())] for row in outputs)


def records(net, inputs, labels, epochs, lr):
    """A generator: yields what is known after each epoch."""
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=0)
    criterion = nn.CrossEntropyLoss(reduction="mean")
    for epoch in range(epochs):
        optimizer.zero_grad()
        prediction = net(inputs)
        loss = criterion(prediction, labels)
        loss.backward()
        optimizer.step()
        yield Record(epoch, loss.item(), decode(prediction, idx2char))


def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = []
    for r in records(net, inputs, labels, epochs, lr):
        print(f"Epoch {r.epoch}/{epochs - 1}, Loss {r.loss:.4f}: {r.text}")
        losses.append(r.loss)
    return losses
