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
        self.heads, self.d = heads, d_model // heads
        for name in "query key value out".split():
            self.add_module(name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        cut = lambda z: z.reshape(*z.shape[:2], self.heads, self.d)
        q, k, v = cut(self.query(x)), cut(self.key(x)), cut(self.value(x))
        s = torch.einsum("bihd,bjhd->bhij", q, k) * self.d**-0.5
        if mask is not None:
            s = s.masked_fill(~mask, -math.inf)
        return self.out(torch.einsum("bhij,bjhd->bihd", s.softmax(-1), v).flatten(2))


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
        self.token, self.position = nn.Embedding(num_embeddings, d_model), nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm, self.head = nn.LayerNorm(d_model), nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        mask = torch.ones(seq, seq, dtype=torch.bool).tril()
        x = self.token(indices) + self.position(torch.arange(seq))
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)


def decode(outputs, idx2char):
    order = outputs.argsort(dim=-1, descending=True)
    return "".join(idx2char[i] for i in order[:, 0].tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        opt.zero_grad()
        z = net(inputs)
        loss = nn.functional.cross_entropy(z, labels)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
    return losses
