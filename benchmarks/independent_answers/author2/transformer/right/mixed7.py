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
    rows = outputs.tolist()
    result = ""
    for row in rows:
        result += idx2char[row.index(max(row))]
    return result

def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    m = [torch.zeros_like(p) for p in params]
    v = [torch.zeros_like(p) for p in params]
    beta1, beta2, eps = 0.9, 0.999, 1e-8
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        loss = nn.functional.cross_entropy(outputs, labels)
        grads = torch.autograd.grad(loss, params, allow_unused=True)
        t = epoch + 1
        with torch.no_grad():
            for i in range(len(params)):
                if grads[i] is None:
                    continue
                m[i] = beta1 * m[i] + (1 - beta1) * grads[i]
                v[i] = beta2 * v[i] + (1 - beta2) * grads[i] ** 2
                m_hat = m[i] / (1 - beta1 ** t)
                v_hat = v[i] / (1 - beta2 ** t)
                params[i] -= lr * m_hat / (v_hat.sqrt() + eps)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses
