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
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        mask = torch.ones(seq, seq, dtype=torch.bool).tril()
        x = self.token(indices) + self.position(torch.arange(seq))
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

def decode(outputs, idx2char):
    best = outputs.topk(1, dim=1).indices.squeeze(1)
    word = [idx2char[int(b)] for b in best]
    return str.join("", word)

loss_history = []

def train(net, inputs, labels, epochs=100, lr=0.05):
    global loss_history
    loss_history = []
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    lossfunc = nn.CrossEntropyLoss()
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = lossfunc(outputs, labels)
        loss.backward()
        optimizer.step()
        loss_history.append(loss.item())
        print(f"Epoch {epoch - 1}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return loss_history
