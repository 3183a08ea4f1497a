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
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token, self.position = nn.Embedding(num_embeddings, d_model), nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm, self.head = nn.LayerNorm(d_model), nn.Linear(d_model, num_embeddings)

    def embed(self, indices):
        places = torch.arange(indices.shape[1], device=indices.device).expand_as(indices)
        return self.token(indices) + self.position(places)

    def forward(self, indices):
        seq = indices.shape[1]
        mask = torch.tril(torch.ones(seq, seq)) == 1
        x = self.embed(indices)
        for n in range(len(self.blocks)):
            x = self.blocks[n](x, mask)
        rows = self.norm(x).reshape(-1, x.size(2))
        return self.head(rows)


def decode(outputs, idx2char):
    y = outputs.argmax(1)
    return "".join(idx2char[j] for j in y)


def train(net, inputs, labels, epochs=100, lr=0.05):
    device = next(net.parameters()).device
    x, y = inputs.to(device), labels.to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, foreach=False)
    optimizer.zero_grad()
    loss_history = []
    best = float("inf")
    with torch.enable_grad():
        for epoch in range(epochs):
            net.train()
            outputs = net(x)
            loss = F.cross_entropy(input=outputs, target=y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            loss_history.append(loss.item())
            best = min(best, loss_history[-1])  # not needed in the end
            print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(outputs, idx2char)}")
    return loss_history
