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
    s = ""
    for row in outputs:
        idx = row.argmax().item()
        s += idx2char[idx]
    return s

def one_step(net, optimizer, criterion, inputs, labels):
    optimizer.zero_grad()
    prediction = net(inputs)
    error = criterion(prediction, labels)
    error.backward()
    optimizer.step()
    return prediction, error.item()

def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    result = []
    for e in range(0, epochs):
        prediction, error = one_step(net, optimizer, criterion, inputs, labels)
        print("Epoch " + str(e) + "/" + str(epochs - 1) + ", Loss " + f"{error:.4f}" + ": " + decode(prediction, idx2char))
        result.append(error)
    return result
