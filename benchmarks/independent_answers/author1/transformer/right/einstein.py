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
        q, k, v = (m(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for m in (self.query, self.key, self.value))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out(y.transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def feed_forward(self, y):
        return self.down(self.up(y).clamp(min=0))

    def forward(self, x, mask=None):
        for f in (lambda u: self.attention(self.norm1(u), mask), lambda u: self.feed_forward(self.norm2(u))):
            x = x + f(x)
        return x


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.max_seq = max_seq
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices: torch.Tensor) -> torch.Tensor:
        seq = indices.shape[1]
        assert seq <= self.max_seq, "text too long"
        mask = ~torch.ones(seq, seq, dtype=torch.bool).triu(1)
        one_hot = F.one_hot(indices, self.token.num_embeddings).float()
        h = torch.einsum("bsn,nd->bsd", one_hot, self.token.weight)
        h = h + self.position(torch.arange(seq)).unsqueeze(0)
        for block in self.blocks:
            h = block(h, mask)
        return self.head(self.norm(h)).view(-1, self.head.out_features)


def decode(outputs, idx2char):
    _, best = outputs.max(dim=1)
    text = ""
    for k in best:
        text += idx2char[k.item()]
    return text


def train(net, inputs, labels, epochs=100, lr=0.05):
    # Adam by hand (Kingma & Ba, algorithm 1)
    b1, b2, eps = 0.9, 0.999, 1e-8
    theta = list(net.parameters())
    m, v = [torch.zeros_like(p) for p in theta], [torch.zeros_like(p) for p in theta]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        z = net(inputs)
        loss = nn.functional.cross_entropy(z, labels)
        loss.backward()
        with torch.no_grad():
            for p, mi, vi in zip(theta, m, v):
                if p.grad is None:
                    continue
                mi.mul_(b1).add_((1 - b1) * p.grad)
                vi.mul_(b2).add_((1 - b2) * p.grad**2)
                mhat, vhat = mi / (1 - b1 ** (epoch + 1)), vi / (1 - b2 ** (epoch + 1))
                p -= lr * mhat / (vhat.sqrt() + eps)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(z, idx2char)}")
    return losses
