import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


def attention(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return scores.softmax(dim=-1) @ values


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        batch, seq, d_model = x.shape
        q, k, v = (
            layer(x).view(batch, seq, self.heads, d_model // self.heads).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        o = attention(q, k, v, mask)
        return self.out(o.transpose(1, 2).reshape(batch, seq, d_model))


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
    """Starts as GPT-2 does: normal with a deviation of 0.02 for the tables, biases of 0."""

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.max_seq = max_seq
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        self.apply(self._init_weights)

    @staticmethod
    def _init_weights(module):
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)

    def causal(self, seq):
        return ~torch.triu(torch.ones(seq, seq, dtype=torch.bool), diagonal=1)

    def forward(self, indices):
        seq = indices.size(1)
        assert seq <= self.max_seq, f"at most {self.max_seq} letters"
        h = self.token(indices)
        h = h + self.position.weight[:seq]
        for layer in self.blocks:
            h = layer(h, mask=self.causal(seq))
        h = self.norm(h)
        h = self.head(h)
        return h.reshape(-1, h.shape[-1])


def decode(outputs, idx2char):
    _, places = outputs.topk(1, dim=1)
    return "".join([idx2char[place] for place in places[:, 0].tolist()])


def train(net, inputs, labels, epochs=100, lr=0.05):
    log_softmax, nll = nn.LogSoftmax(dim=1), nn.NLLLoss()
    optimizer = torch.optim.Adam(params=net.parameters(), lr=lr)
    losses = torch.zeros(epochs, dtype=torch.float64)
    for epoch in range(epochs):
        net.zero_grad()
        z = net(inputs)
        loss = nll(log_softmax(z), labels)
        losses[epoch] = loss.detach()
        loss.backward()
        optimizer.step()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[epoch]:.4f}: {decode(z, idx2char)}")
    return losses.tolist()
