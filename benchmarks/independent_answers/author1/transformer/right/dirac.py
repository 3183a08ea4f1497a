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
        self.max_seq = max_seq
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices: torch.Tensor) -> torch.Tensor:
        seq = indices.shape[1]
        assert seq <= self.max_seq, "text too long"
        mask = ~torch.ones(seq, seq, dtype=torch.bool).triu(1)
        one_hot = F.one_hot(indices, self.token.num_embeddings).float()
        h = torch.einsum("bsn,nd->bsd", one_hot, self.token.weight)
        h = h + self.position(torch.arange(seq)).unsqueeze(0)
        for block in self.blocks:
            h = block(h, mask)
        return self.head(self.norm(h)).view(-1, self.head.out_features)


def decode(outputs, idx2char):
    winners = outputs.detach().cpu().numpy().argmax(axis=1)
    return "".join(idx2char[int(w)] for w in winners)


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt, losses, e = torch.optim.Adam(net.parameters(), lr=lr), [], 0
    while e < epochs:
        z = net(inputs)
        p = (z - z.amax(1, keepdim=True).detach()).exp()
        p = p / p.sum(1, keepdim=True)
        loss = nn.functional.cross_entropy(z, labels)
        opt.zero_grad()
        # dL/dz = (softmax - one hot) / n, so the backward pass may start from z
        g = p.detach().clone()
        g[torch.arange(len(labels)), labels] -= 1
        z.backward(g / len(labels))
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {e}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
        e += 1
    return losses
