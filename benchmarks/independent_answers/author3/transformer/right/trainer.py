import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class MultiHead(nn.Module):
    """Self-attention in several heads, side by side."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def split(self, t):
        return t.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x, mask=None):
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out(o.transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, d_model: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up, self.down = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)

    def feed_forward(self, t):
        return self.down(self.up(t).clamp(min=0))

    def forward(self, x, mask=None):
        y = self.attention(self.norm1(x), mask).add(x)
        return y + self.feed_forward(self.norm2(y))


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
    lookup = dict(enumerate(idx2char))
    return "".join(lookup[i] for i in torch.argmax(outputs, axis=1).tolist())


class Trainer:
    def __init__(self, net, lr):
        self.net = net
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(net.parameters(), lr=lr)

    def fit_epoch(self, x, y):
        self.optimizer.zero_grad()
        y_hat = self.net(x)
        loss = self.criterion(y_hat, y)
        loss.backward()
        self.optimizer.step()
        return loss.item(), y_hat


def train(net, inputs, labels, epochs=100, lr=0.05):
    trainer = Trainer(net, lr)
    losses = []
    for epoch in range(epochs):
        loss, y_hat = trainer.fit_epoch(inputs, labels)
        losses.append(loss)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(y_hat, idx2char)}", flush=True)
    return losses
