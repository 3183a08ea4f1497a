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
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up, self.down = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        y = x + self.attention(self.norm1(x), mask)
        return y + self.down(F.relu(self.up(self.norm2(y))))


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
    _, best = outputs.max(dim=1)
    text = ""
    for k in best:
        text += idx2char[k.item()]
    return text


def train(net, inputs, labels, epochs=100, lr=0.05):
    def descent():
        opt = torch.optim.Adam(net.parameters(), lr=lr)
        for epoch in range(epochs):
            opt.zero_grad()
            z = net(inputs)
            loss = nn.functional.nll_loss(z.log_softmax(dim=1), labels)
            loss.backward()
            opt.step()
            yield loss.item(), decode(z, idx2char)

    losses = []
    for epoch, (loss, text) in enumerate(descent()):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
        losses.append(loss)
    return losses
