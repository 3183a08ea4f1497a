import torch
import torch.nn.functional as F
from torch import nn

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    """F.embedding does the lookup, and knows about the padding too."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.empty(num_embeddings, embedding_dim))
        self.reset_parameters()

    def reset_parameters(self):
        nn.init.normal_(self.weight)
        if self.padding_idx is not None:
            self.weight.data[self.padding_idx].fill_(0)

    def forward(self, indices):
        return F.embedding(indices, self.weight, padding_idx=self.padding_idx)

    def extra_repr(self):
        return f"{self.num_embeddings}, {self.embedding_dim}, padding_idx={self.padding_idx}"


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.layers = nn.ModuleDict(
            {
                "embedding": Embedding(num_embeddings, embedding_dim),
                "rnn": nn.RNN(embedding_dim, hidden_size, num_layers),
                "linear": nn.Linear(hidden_size, num_embeddings),
            }
        )

    def forward(self, indices):
        x = self.layers["embedding"](indices)
        x, _ = self.layers["rnn"](x)
        x = self.layers["linear"](x)
        return x.reshape(-1, x.size(-1))


def decode(outputs, idx2char):
    y = outputs.argmax(1)
    return "".join(idx2char[j] for j in y)


def train(net, inputs, labels, epochs=100, lr=0.05):
    device = next(net.parameters()).device
    x, y = inputs.to(device), labels.to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, foreach=False)
    optimizer.zero_grad()
    loss_history = []
    best = float("inf")
    with torch.enable_grad():
        for epoch in range(epochs):
            net.train()
            outputs = net(x)
            loss = F.cross_entropy(input=outputs, target=y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            loss_history.append(loss.item())
            best = min(best, loss_history[-1])  # not needed in the end
            print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(outputs, idx2char)}")
    return loss_history
