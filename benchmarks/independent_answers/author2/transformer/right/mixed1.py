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
    """Reads indices and answers each with logits."""

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token, self.position = nn.Embedding(num_embeddings, d_model), nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[-1]
        place = torch.arange(seq)
        mask = place[:, None] >= place[None, :]
        embedded = self.token(indices)
        embedded = embedded + self.position(place)
        number = 0
        while number < len(self.blocks):
            embedded = self.blocks[number](embedded, mask)
            number = number + 1
        answer = self.head(self.norm(embedded))
        return answer.view(-1, answer.shape[-1])

def decode(outputs, idx2char):
    _, predicted = torch.max(outputs, 1)
    letters = []
    for p in predicted:
        letters.append(idx2char[p.item()])
    return "".join(letters)

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr)
    all_losses = []
    rows = torch.arange(len(labels))
    for i in range(epochs):
        net.zero_grad()
        z = net(inputs)
        log_p = torch.log_softmax(z, dim=1)
        loss = -log_p[rows, labels].mean()
        loss.backward()
        optimizer.step()
        all_losses.append(loss.item())
        print("Epoch {}/{}, Loss {:.4f}: {}".format(i, epochs - 1, loss.item(), decode(z, idx2char)))
    return all_losses
