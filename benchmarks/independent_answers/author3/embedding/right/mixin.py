import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class Lookup(torch.nn.Module):
    def __init__(self, rows, width):
        super().__init__()
        self.weight = nn.Parameter(torch.nn.init.xavier_normal_(torch.empty(rows, width)))

    def forward(self, indices):
        return self.weight[indices, :]


class Embedding(Lookup):
    """A Lookup whose padding row can be switched off."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__(num_embeddings, embedding_dim)
        self.padding_idx = padding_idx
        if self.has_padding:
            with torch.no_grad():
                self.weight[padding_idx] *= 0

    @property
    def has_padding(self):
        return self.padding_idx is not None

    def forward(self, indices):
        rows = super().forward(indices)
        if self.has_padding:
            here = torch.unsqueeze(indices == self.padding_idx, dim=-1)
            rows = torch.where(here, rows.detach(), rows)
        return rows


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding, self.rnn, self.linear = (
            Embedding(num_embeddings, embedding_dim),
            nn.RNN(embedding_dim, hidden_size, num_layers),
            nn.Linear(hidden_size, num_embeddings),
        )

    def forward(self, indices):
        embedded = self.embedding(indices)
        hidden_states = self.rnn(embedded)[0]
        logits = self.linear(hidden_states)
        return logits.reshape(logits.shape[0] * logits.shape[1], logits.shape[2])


def decode(outputs, idx2char):
    """The text that is most likely: the character of the largest value in each row."""
    return "".join(idx2char[i] for i in outputs.argmax(dim=1).tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses
