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
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        x = x + self.down(torch.relu(self.up(self.norm2(x))))
        return x

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
    order = outputs.argsort(dim=1, descending=True)
    first = order[:, 0]
    out = []
    for f in first.tolist():
        out.append(idx2char[f])
    text = ""
    for o in out:
        text += o
    return text

def cross_entropy(outputs, labels):
    shifted = outputs - outputs.max(dim=1, keepdim=True).values
    e = torch.exp(shifted)
    log_sum = torch.log(e.sum(dim=1))
    right = shifted.gather(1, labels.unsqueeze(1)).squeeze(1)
    return (log_sum - right).mean()

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = list()
    for ep in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = cross_entropy(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(round(loss.item(), 10))
        print("Epoch {0}/{1}, Loss {2:.4f}: {3}".format(ep, epochs - 1, losses[ep], decode(outputs, idx2char)))
    return losses
