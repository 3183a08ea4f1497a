import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = hello.unsqueeze(0)  # (batch, seq) = (1, 5)

def attention(q, k, v, mask=None):
    s = q @ k.transpose(-2, -1) / q.size(-1) ** 0.5
    s = s if mask is None else s.masked_fill(mask.logical_not(), float("-inf"))
    return torch.softmax(s, dim=-1) @ v


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.d = heads, d_model // heads
        for name in "query key value out".split():
            self.add_module(name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        b, n, _ = x.shape
        q, k, v = [f(x).view(b, n, self.heads, self.d).permute(0, 2, 1, 3) for f in (self.query, self.key, self.value)]
        return self.out(attention(q, k, v, mask).permute(0, 2, 1, 3).reshape(b, n, -1))


class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up, self.down = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        y = x + self.attention(self.norm1(x), mask)
        return y + self.down(F.relu(self.up(self.norm2(y))))


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
    """argmax per row, looked up."""
    return "".join(map(idx2char.__getitem__, outputs.argmax(-1).tolist()))


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = [p for p in net.parameters() if p.requires_grad]
    opt, losses = torch.optim.Adam(params, lr=lr), []
    for epoch in range(epochs):
        out = net(inputs)
        loss = nn.functional.cross_entropy(out, labels)
        for p, g in zip(params, torch.autograd.grad(loss, params, allow_unused=True)):
            p.grad = g
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(out, idx2char)}")
    return losses
