import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = hello.unsqueeze(0)

class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super(MultiHead, self).__init__()
        self.d_model = d_model
        self.num_heads = heads
        self.d_k = d_model // heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        batch_size = x.size(0)
        seq_length = x.size(1)
        Q = self.query(x).view(batch_size, seq_length, self.num_heads, self.d_k).transpose(1, 2)
        K = self.key(x).view(batch_size, seq_length, self.num_heads, self.d_k).transpose(1, 2)
        V = self.value(x).view(batch_size, seq_length, self.num_heads, self.d_k).transpose(1, 2)
        scores = torch.matmul(Q, K.transpose(-2, -1)) / (self.d_k ** 0.5)
        if mask is not None:
            scores = scores.masked_fill(mask == 0, float("-inf"))
        probs = torch.softmax(scores, dim=-1)
        output = torch.matmul(probs, V)
        output = output.transpose(1, 2).contiguous().view(batch_size, seq_length, self.d_model)
        return self.out(output)

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
    table = {}
    for i in range(len(idx2char)):
        table[i] = idx2char[i]
    letters = ""
    for step in range(len(outputs)):
        scores = outputs[step].tolist()
        winner = max(range(len(scores)), key=lambda j: scores[j])
        letters += table[winner]
    return letters

def train(net, inputs, labels, epochs=100, lr=0.05):
    params = [p for p in net.parameters()]
    optimizer = torch.optim.Adam(params, lr=lr, betas=(0.9, 0.999))
    criterion = nn.CrossEntropyLoss(reduction="none")
    losses = []
    last_epoch = epochs - 1
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        per_row = criterion(outputs, labels)
        mean_loss = per_row.sum() / per_row.numel()
        mean_loss.backward()
        optimizer.step()
        losses.append(mean_loss.item())
        line = f"Epoch {epoch}/{last_epoch}, Loss {mean_loss.item():.4f}: "
        line += decode(outputs, idx2char)
        print(line)
    return losses
