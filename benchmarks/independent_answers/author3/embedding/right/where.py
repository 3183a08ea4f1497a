import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = -1 if padding_idx is None else padding_idx
        weight = 0.1 * torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            weight[padding_idx, :] = 0.0
        self.weight = nn.Parameter(weight)

    def forward(self, indices):
        found = self.weight.index_select(0, indices.reshape(-1)).reshape(*indices.shape, -1)
        is_padding = indices.eq(self.padding_idx)[..., None]
        return torch.where(is_padding, torch.zeros_like(found), found)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers, batch_first=True)
        self.out = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        e = self.embedding(indices.T)  # (batch, seq, embedding_dim)
        h, _ = self.rnn(e)
        z = self.out(h)  # (batch, seq, num_embeddings)
        return z.permute(1, 0, 2).reshape(-1, z.shape[2])


def decode(outputs, idx2char):
    characters = []
    for row in outputs.tolist():
        characters.append(idx2char[row.index(max(row))])
    return "".join(characters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    """One step of Adam for each epoch, the optimizer calls the closure itself."""
    optimizer = torch.optim.Adam(net.parameters(), lr)
    losses = []
    text = ""

    def closure():
        nonlocal text
        optimizer.zero_grad()
        scores = net(inputs)
        text = decode(scores, idx2char)
        cost = -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean()
        cost.backward()
        return cost

    for epoch in range(epochs):
        loss = optimizer.step(closure).item()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
        losses += [loss]
    return losses
