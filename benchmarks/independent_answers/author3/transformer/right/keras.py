import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        qs = self.query(x).chunk(self.heads, dim=-1)
        ks = self.key(x).chunk(self.heads, dim=-1)
        vs = self.value(x).chunk(self.heads, dim=-1)
        pieces = []
        for q, k, v in zip(qs, ks, vs):
            scores = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(q.size(-1))
            if mask is not None:
                scores = scores.masked_fill(mask.logical_not(), -math.inf)
            pieces.append(torch.bmm(torch.softmax(scores, dim=-1), v))
        return self.out(torch.cat(pieces, dim=-1))


def residual(x, norm, part):
    """Pre-norm: the norm is on the way into the part, the way around is free."""
    return x + part(norm(x))


class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up = nn.Linear(d_model, d_model * 4)
        self.down = nn.Linear(d_model * 4, d_model)
        self.relu = nn.ReLU()

    def forward(self, x, mask=None):
        x = residual(x, self.norm1, lambda t: self.attention(t, mask))
        return residual(x, self.norm2, lambda t: self.down(self.relu(self.up(t))))


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


class History:
    """As in Keras: remembers what happened in each epoch."""

    def __init__(self, epochs):
        self.epochs = epochs
        self.loss = []

    def on_epoch_end(self, loss, text):
        print("Epoch {}/{}, Loss {:.4f}: {}".format(len(self.loss), self.epochs - 1, loss, text))
        self.loss.append(loss)


def decode(outputs, idx2char):
    y_pred = outputs.detach().cpu().numpy().argmax(axis=1)
    return "".join(idx2char[k] for k in y_pred)


def train(net, inputs, labels, epochs=100, lr=0.05):
    history = History(epochs)
    loss_fn = nn.CrossEntropyLoss()
    adam = torch.optim.Adam(net.parameters(), lr=lr, betas=(0.9, 0.999), eps=1e-8)
    for _ in range(epochs):
        y_pred = net(inputs)
        loss = loss_fn(y_pred, labels)
        adam.zero_grad()
        loss.backward()
        adam.step()
        history.on_epoch_end(loss.item(), decode(y_pred, idx2char))
    return history.loss
