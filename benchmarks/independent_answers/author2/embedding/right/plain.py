import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0

    def forward(self, indices):
        rows = self.weight[indices]
        if self.padding_idx is not None:
            is_padding = (indices == self.padding_idx).unsqueeze(-1)
            rows = rows.masked_fill(is_padding, 0.0)
        return rows

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        e = self.embedding(indices)
        h, _ = self.rnn(e)
        z = self.linear(h)
        return z.flatten(0, 1)

def decode(outputs, idx2char):
    _, predicted = torch.max(outputs, 1)
    letters = []
    for p in predicted:
        letters.append(idx2char[p.item()])
    return "".join(letters)

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
        text = decode(outputs, idx2char)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {text}")
        losses.append(loss.item())
    return losses
