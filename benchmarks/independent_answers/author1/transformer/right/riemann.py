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
    return "".join(idx2char[k] for k in outputs.argmax(dim=1).tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    opt = torch.optim.Adam(params, lr=lr)
    ce = nn.CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        for p in params:
            p.grad = None
        logits = net(inputs)
        loss = ce(logits, labels)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        print("Epoch %d/%d, Loss %.4f: %s" % (epoch, epochs - 1, loss.item(), decode(logits, idx2char)))
    return losses
