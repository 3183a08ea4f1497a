import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
from functools import reduce

inputs = hello.unsqueeze(0)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        layers = (self.query, self.key, self.value)
        qkv = F.linear(x, torch.cat([f.weight for f in layers]), torch.cat([f.bias for f in layers]))
        q, k, v = qkv.unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        bias = None
        if mask is not None:
            bias = torch.zeros(mask.shape, dtype=x.dtype).masked_fill(~mask, float("-inf"))
        return self.out(F.scaled_dot_product_attention(q, k, v, attn_mask=bias).transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        y = torch.add(x, self.attention(self.norm1(x), mask))
        inside = F.threshold(self.up(self.norm2(y)), 0.0, 0.0)
        return torch.add(y, self.down(inside))


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList()
        self.blocks.extend([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        self.apply(self.start)

    @staticmethod
    def start(module):
        """GPT-2's weights at the start."""
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.2)
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)

    def forward(self, indices):
        batch, seq = indices.shape
        later = torch.triu(torch.ones(seq, seq), diagonal=1) > 0
        places = torch.arange(seq).expand(batch, seq)
        x = reduce(lambda x, block: block(x, ~later), self.blocks, self.token(indices) + self.position(places))
        return torch.cat([self.head(self.norm(word)) for word in x])



def decode(outputs, idx2char):
    text = [None] * len(outputs)
    for step, row in enumerate(outputs.tolist()):
        text[step] = idx2char[row.index(max(row))]
    return "".join(text)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    seen = {}

    def closure():
        optimizer.zero_grad()
        seen["outputs"] = net(inputs)
        loss = F.cross_entropy(seen["outputs"], labels)
        loss.backward()
        return loss

    losses = []
    for epoch in range(epochs):
        loss = optimizer.step(closure).item()
        losses.append(loss)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(seen['outputs'], idx2char)}")
    return losses
