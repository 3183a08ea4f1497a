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
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q = self.query(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        k = self.key(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        v = self.value(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out(y.transpose(1, 2).flatten(2))

class Block(nn.Module):
    """Attention, then a feed-forward network, each with a norm before it and a way around it."""

    def __init__(self, d_model, heads):
        super(Block, self).__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.relu = nn.ReLU()
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        residual = x
        out = self.norm1(x)
        out = self.attention(out, mask=mask)
        out = out + residual
        residual = out
        out = self.norm2(out)
        out = self.up(out)
        out = self.relu(out)
        out = self.down(out)
        out = out + residual
        return out

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

def decode(outputs, idx2char):
    copy = outputs.detach().clone()
    result = []
    for r in range(copy.shape[0]):
        m = copy[r].max()
        for c in range(copy.shape[1]):
            if copy[r, c] == m:
                result.append(idx2char[c])
                break
    return "".join(result)

class Trainer:
    def __init__(self, net, lr):
        self.net = net
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=lr)
        self.losses = []

    def run_epoch(self, inputs, labels):
        self.optimizer.zero_grad()
        outputs = self.net(inputs)
        loss = self.criterion(outputs, labels)
        loss.backward()
        self.optimizer.step()
        self.losses.append(loss.item())
        return outputs

def train(net, inputs, labels, epochs=100, lr=0.05):
    trainer = Trainer(net, lr)
    for epoch in range(epochs):
        outputs = trainer.run_epoch(inputs, labels)
        current = trainer.losses[epoch]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {current:.4f}: {decode(outputs, idx2char)}")
    return trainer.losses
