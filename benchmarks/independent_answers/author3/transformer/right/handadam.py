import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.d = heads, d_model // heads
        for name in ("query", "key", "value", "out"):
            self.add_module(name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        q, k, v = (f(x).unflatten(2, (self.heads, self.d)) for f in (self.query, self.key, self.value))
        scores = torch.einsum("bqhd,bkhd->bhqk", q, k) * self.d**-0.5
        if mask is not None:
            scores = torch.where(mask, scores, torch.full_like(scores, float("-inf")))
        heads = torch.einsum("bhqk,bkhd->bqhd", F.softmax(scores, dim=-1), v)
        return self.out(heads.flatten(2))


class Block(nn.Module):
    """Attention, then a feed-forward network, each with a norm before it and a way around it."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        x = x + self.down(F.relu(self.up(self.norm2(x))))
        return x


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        mask = torch.ones(seq, seq, dtype=torch.bool).tril()
        x = self.token(indices) + self.position(torch.arange(seq))
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)


def decode(outputs, idx2char):
    indices = outputs.sort(dim=1, descending=True, stable=True)[1][:, 0]
    return "".join(idx2char[i.item()] for i in indices)


def adam_step(params, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam, written out (Kingma and Ba, algorithm 1)."""
    state["t"] += 1
    t = state["t"]
    with torch.no_grad():
        for n, p in enumerate(params):
            if p.grad is None:
                continue
            m, v = state["moments"][n]
            m.mul_(beta1).add_(p.grad, alpha=1 - beta1)
            v.mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
            m_hat = m / (1 - beta1**t)
            v_hat = v / (1 - beta2**t)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    state = {"t": 0, "moments": [(torch.zeros_like(p), torch.zeros_like(p)) for p in params]}
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        out = net(inputs)
        loss = nn.functional.cross_entropy(out, labels)
        loss.backward()
        adam_step(params, state, lr)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(out, idx2char)}")
    return losses
