import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

class Embedding(nn.Module):
    """A table with a row of numbers for each index; the numbers are trained."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.has_padding = padding_idx is not None
        self.pad = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if self.has_padding:
            with torch.no_grad():
                self.weight[self.pad].fill_(0.0)

    def forward(self, indices):
        vectors = torch.index_select(self.weight, 0, indices.flatten())
        vectors = vectors.view(indices.shape + (self.weight.shape[1],))
        if self.has_padding:
            flag = (indices != self.pad).unsqueeze(-1)
            vectors = torch.where(flag, vectors, torch.zeros_like(vectors))
        return vectors

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        layers = []
        n = embedding_dim
        for _ in range(num_layers):
            layers.append(nn.RNN(n, hidden_size, 1))
            n = hidden_size
        self.layers = nn.ModuleList(layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        y = self.embedding(indices)
        for layer in self.layers:
            y, unused = layer(y)
        rows = []
        for t in range(y.shape[0]):
            for b in range(y.shape[1]):
                rows.append(self.linear(y[t][b]))
        return torch.stack(rows)

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
