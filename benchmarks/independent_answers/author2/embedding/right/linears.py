import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        table = torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            for j in range(embedding_dim):
                table[padding_idx][j] = 0.0
        self.weight = nn.Parameter(table)
        self.padding_idx = padding_idx
        if padding_idx is not None:
            self.weight.register_hook(self.clean)

    def clean(self, grad):
        grad = grad.clone()
        grad[self.padding_idx] = 0
        return grad

    def forward(self, indices):
        return self.weight[indices]

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.emb = Embedding(num_embeddings, embedding_dim)
        self.ih = nn.ModuleList([nn.Linear(embedding_dim if k == 0 else hidden_size, hidden_size) for k in range(num_layers)])
        self.hh = nn.ModuleList([nn.Linear(hidden_size, hidden_size) for k in range(num_layers)])
        self.out = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        seq, batch = indices.shape
        x = self.emb(indices)
        for k in range(self.num_layers):
            h = torch.zeros(batch, self.hidden_size)
            steps = []
            for t in range(seq):
                h = torch.tanh(self.ih[k](x[t]) + self.hh[k](h))
                steps.append(h)
            x = torch.stack(steps)
        z = self.out(x)
        return z.reshape(seq * batch, -1)

def decode(outputs, idx2char):
    n = len(outputs)
    chars = [None] * n
    for k in range(n):
        biggest = float("-inf")
        where = 0
        for c in range(len(outputs[k])):
            value = float(outputs[k][c])
            if value > biggest:
                biggest = value
                where = c
        chars[k] = idx2char[where]
    return "".join(chars)

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
