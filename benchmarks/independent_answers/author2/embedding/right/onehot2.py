import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.num_embeddings = num_embeddings
        self.weight = nn.Parameter(torch.empty(num_embeddings, embedding_dim))
        nn.init.normal_(self.weight)
        keep = torch.ones(num_embeddings, 1)
        if padding_idx is not None:
            keep[padding_idx] = 0
            with torch.no_grad():
                self.weight.mul_(keep)
        self.register_buffer("keep", keep)

    def forward(self, indices):
        one_hot = nn.functional.one_hot(indices, self.num_embeddings).float()
        return one_hot @ (self.weight * self.keep)

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
