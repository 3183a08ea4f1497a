import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = hello.unsqueeze(0)

class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.d = d_model // heads
        self.heads = heads
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
            a = h * self.d
            b = (h + 1) * self.d
            scores = Q[:, :, a:b] @ K[:, :, a:b].transpose(1, 2)
            scores = scores / self.d ** 0.5
            if mask is not None:
                scores = scores.masked_fill(~mask, float("-inf"))
            weights = F.softmax(scores, dim=2)
            parts.append(weights @ V[:, :, a:b])
        return self.out(torch.cat(parts, dim=2))

class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        hidden = d_model * 4
        self.attention = MultiHead(d_model, heads)
        self.up = nn.Linear(d_model, hidden)
        self.down = nn.Linear(hidden, d_model)
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)

    def feed_forward(self, y):
        inner = self.up(y)
        inner = inner.clamp(min=0)
        return self.down(inner)

    def forward(self, x, mask=None):
        normed = self.norm1(x)
        attended = self.attention(normed, mask)
        y = x + attended
        normed = self.norm2(y)
        fed = self.feed_forward(normed)
        z = y + fed
        return z

class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.max_seq = max_seq
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        blocks = []
        for _ in range(num_layers):
            blocks.append(Block(d_model, heads))
        self.blocks = nn.ModuleList(blocks)
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        allowed = torch.triu(torch.ones(max_seq, max_seq), diagonal=1) == 0
        self.register_buffer("allowed", allowed, persistent=False)

    def forward(self, indices):
        n = indices.size(1)
        letters = self.token(indices)
        positions = self.position.weight[:n]
        current = letters + positions
        for block in self.blocks:
            current = block(current, mask=self.allowed[:n, :n])
        current = self.norm(current)
        logits = self.head(current)
        rows = []
        for word in logits:
            rows.append(word)
        return torch.cat(rows)

def decode(outputs, idx2char):
    n = len(outputs)
    chars = [None] * n
    for k in range(n):
        biggest = float("-inf")
        where = 0
        for c in range(len(outputs[k])):
            value = float(outputs[k][c])
            if value > biggest:
                biggest = value
                where = c
        chars[k] = idx2char[where]
    return "".join(chars)

def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    history = [0.0] * epochs
    epoch = 0
    while epoch < epochs:
        opt.zero_grad()
        out = net(inputs)
        loss = nn.functional.cross_entropy(out, labels)
        loss.backward()
        opt.step()
        value = loss.item()
        history[epoch] = value
        print("Epoch %d/%d, Loss %.4f: %s" % (epoch, epochs - 1, value, decode(out, idx2char)))
        epoch += 1
    return history
