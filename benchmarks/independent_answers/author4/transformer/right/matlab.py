import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = hello.unsqueeze(0)  # (batch, seq) = (1, 5)

import math


def attention(Q, K, V, mask):
    S = Q @ K.transpose(-1, -2) / math.sqrt(Q.shape[-1])
    if mask is not None:
        S = S.masked_fill(mask == 0, -math.inf)
    A = torch.softmax(S, dim=-1)
    return A @ V


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.d = d_model // heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        Q = self.query(x)
        K = self.key(x)
        V = self.value(x)
        parts = []
        for h in range(self.heads):
            cols = slice(h * self.d, (h + 1) * self.d)
            parts.append(attention(Q[..., cols], K[..., cols], V[..., cols], mask))
        return self.out(torch.cat(parts, dim=-1))


class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        a = self.norm1(x)
        b = self.attention(a, mask)
        y = x + b
        c = self.norm2(y)
        u = self.up(c).clamp(min=0)
        w = self.down(u)
        z = y + w
        return z


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.num_embeddings = num_embeddings
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList()
        for k in range(num_layers):
            self.blocks.append(Block(d_model, heads))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        B, T = indices.shape
        E = self.token(indices)
        P = self.position.weight[:T]
        X = E + P.unsqueeze(0)
        M = torch.zeros(T, T, dtype=torch.bool)
        for i in range(T):
            M[i, : i + 1] = True
        for k in range(len(self.blocks)):
            X = self.blocks[k](X, M)
        X = self.norm(X)
        Z = self.head(X)
        return Z.reshape(B * T, self.num_embeddings)


def decode(outputs, idx2char):
    txt = ""
    for row in outputs:
        txt += idx2char[row.argmax().item()]
    return txt


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    L = []
    for e in range(epochs):
        opt.zero_grad()
        Z = net(inputs)
        J = F.cross_entropy(Z, labels)
        J.backward()
        opt.step()
        L.append(J.item())
        fprintf = "Epoch %d/%d, Loss %.4f: %s"
        print(fprintf % (e, epochs - 1, L[e], decode(Z, idx2char)))
    return L
