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
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        batch, seq = indices.shape
        t = torch.arange(seq)
        x = self.token.weight[indices] + self.position.weight[:seq]
        for block in self.blocks:
            x = block(x, t[:, None] >= t)
        z = self.head(self.norm(x))
        return z.reshape(batch * seq, z.size(-1))


def decode(outputs, idx2char):
    letters = []
    for row in outputs.tolist():
        letters.append(idx2char[row.index(max(row))])
    return "".join(letters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        t = nn.functional.one_hot(labels, z.shape[1]).to(z.dtype)  # (n, classes)
        loss = -torch.einsum("nc,nc->n", t, z.log_softmax(1)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, loss, decode(z, idx2char)))
        losses.append(loss.item())
    return losses
