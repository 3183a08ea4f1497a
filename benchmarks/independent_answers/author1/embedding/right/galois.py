import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        keep = torch.ones(num_embeddings, 1)
        if padding_idx is not None:
            keep[padding_idx] = 0.0
        self.register_buffer("keep", keep)
        self.weight = nn.Parameter(keep * torch.randn(num_embeddings, embedding_dim))

    def forward(self, indices):
        return (self.keep * self.weight)[indices]


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.table = Embedding(num_embeddings, embedding_dim)
        self.A = nn.ModuleList(nn.Linear(hidden_size if k else embedding_dim, hidden_size) for k in range(num_layers))
        self.B = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for k in range(num_layers))
        self.C = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        x = self.table(indices)
        for A, B in zip(self.A, self.B):
            h, hs = torch.zeros(x.shape[1], A.out_features), []
            for a in A(x):
                h = torch.tanh(a + B(h))
                hs.append(h)
            x = torch.stack(hs)
        return self.C(torch.cat(list(x)))


def decode(outputs, idx2char):
    order = outputs.argsort(dim=-1, descending=True)
    return "".join(idx2char[i] for i in order[:, 0].tolist())


def train(net: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, epochs: int = 100, lr: float = 0.05) -> list[float]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses: list[float] = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        text = decode(outputs, idx2char)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[epoch]:.4f}: {text}")
    return losses
