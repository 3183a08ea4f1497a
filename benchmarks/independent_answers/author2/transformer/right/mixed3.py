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
    answer = ""
    position = 0
    while position < outputs.size(0):
        row = outputs[position]
        index = torch.argmax(row)
        answer = answer + idx2char[index.item()]
        position = position + 1
    return answer

def train(net, inputs, labels, epochs=100, lr=0.05):
    """Trains net with Adam on the cross-entropy of its outputs; all of the data is one batch."""
    loss_fn = nn.CrossEntropyLoss()
    adam = torch.optim.Adam(net.parameters(), lr=lr)
    loss_list = []
    net.train()
    for number in range(epochs):
        # 1. forget
        for p in net.parameters():
            p.grad = None
        # 2. outputs
        y = net(inputs)
        # 3. loss
        loss = loss_fn(y, labels)
        # 4. gradients
        loss.backward()
        # 5. step
        adam.step()
        loss_value = float(loss.item())
        loss_list.append(loss_value)
        answer = decode(y.detach(), idx2char)
        print(f"Epoch {number}/{epochs-1}, Loss {loss_value:.4f}: {answer}")
    return loss_list
