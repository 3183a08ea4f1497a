import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = hello.unsqueeze(0)  # (batch, seq) = (1, 5)

class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)
        self.value, self.out = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        d = x.shape[-1] // self.heads
        parts = []
        for q, k, v in zip(*(m(x).split(d, dim=-1) for m in (self.query, self.key, self.value))):
            a = q @ k.mT / math.sqrt(d)
            if mask is not None:
                a = torch.where(mask, a, float("-inf"))
            parts.append(torch.softmax(a, -1) @ v)
        return self.out(torch.cat(parts, -1))


class Block(nn.Module):
    """y = x + MH(n1 x), z = y + W2 relu(W1 n2 y)."""

    def __init__(self, d_model, heads):
        super().__init__()
        hidden = 4 * d_model
        self.norm1 = nn.LayerNorm(d_model, eps=1e-5)
        self.norm2 = nn.LayerNorm(d_model, eps=1e-5)
        self.attention = MultiHead(d_model, heads)
        self.up = nn.Linear(d_model, hidden)
        self.down = nn.Linear(hidden, d_model)

    def forward(self, x, mask=None):
        a = self.attention(self.norm1(x), mask=mask)
        y = torch.add(x, a)
        h = torch.relu(self.up(self.norm2(y)))
        return torch.add(y, self.down(h))


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList()
        for _ in range(num_layers):
            self.blocks.append(Block(d_model, heads))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        self.register_buffer("causal", torch.ones(max_seq, max_seq).tril().bool(), persistent=False)

    def forward(self, indices):
        s = indices.size(-1)
        places = torch.arange(s).expand_as(indices)
        x = self.token(indices).add(self.position(places))
        for f in self.blocks:
            x = f(x, self.causal[:s, :s])
        return torch.cat([self.head(word) for word in self.norm(x)])


def decode(outputs, idx2char):
    places = outputs.topk(1, dim=1).indices.flatten().tolist()
    return "".join([idx2char[p] for p in places])


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
