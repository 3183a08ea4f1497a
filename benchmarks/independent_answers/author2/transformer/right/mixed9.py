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
        self.num_embeddings = num_embeddings
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList()
        for i in range(num_layers):
            self.blocks.append(Block(d_model, heads))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def make_mask(self, seq):
        mask = torch.zeros(seq, seq, dtype=torch.bool)
        for i in range(seq):
            for j in range(seq):
                if j <= i:
                    mask[i, j] = True
        return mask

    def forward(self, indices):
        batch, seq = indices.shape
        places = torch.arange(seq).unsqueeze(0).expand(batch, seq)
        x = self.token(indices) + self.position(places)
        mask = self.make_mask(seq)
        for i in range(len(self.blocks)):
            x = self.blocks[i](x, mask)
        x = self.norm(x)
        z = self.head(x)
        return z.reshape(batch * seq, self.num_embeddings)

def index_of_max(values):
    best = 0
    for i, v in enumerate(values):
        if v > values[best]:
            best = i
    return best

def decode(outputs, idx2char):
    return "".join(map(lambda row: idx2char[index_of_max(row)], outputs.detach().tolist()))

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(params=list(net.parameters()), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        total = 0
        for i in range(len(labels)):
            total = total + torch.logsumexp(outputs[i], dim=0) - outputs[i][labels[i]]
        loss = total / len(labels)
        loss.backward()
        optimizer.step()
        losses += [loss.item()]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(outputs, idx2char)}")
    return losses
