import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])


class Embedding(nn.Module):
    """A table with a row of numbers for each index; the numbers are trained."""

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
            rows = rows.masked_fill((indices == self.padding_idx).unsqueeze(-1), 0.0)
        return rows


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        output, _ = self.rnn(self.embedding(indices))
        return self.linear(output).flatten(0, 1)


def decode(outputs: torch.Tensor, idx2char: list) -> str:
    best = torch.max(outputs.detach(), dim=-1).indices
    text = ""
    for index in best:
        text += idx2char[int(index)]
    return text


def train(net: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, epochs: int = 100, lr: float = 0.05) -> list:
    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=lr)
    history = []

    def train_step():
        opt.zero_grad(set_to_none=True)
        logits = net(inputs)
        loss = nn.functional.cross_entropy(logits, labels)
        loss.backward()
        opt.step()
        return loss.item(), logits.detach()

    net.train()
    for epoch in range(epochs):
        value, logits = train_step()
        history.append(value)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {value:.4f}: {decode(logits, idx2char)}")
    return history
