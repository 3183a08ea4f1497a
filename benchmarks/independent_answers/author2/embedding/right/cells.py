import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0

    def forward(self, indices):
        rows = self.weight[indices]
        if self.padding_idx is not None:
            is_padding = (indices == self.padding_idx).unsqueeze(-1)
            rows = rows.masked_fill(is_padding, 0.0)
        return rows

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.table = Embedding(num_embeddings, embedding_dim)
        self.cells = nn.ModuleList()
        size = embedding_dim
        for i in range(num_layers):
            self.cells.append(nn.RNNCell(size, hidden_size))
            size = hidden_size
        self.answer = nn.Linear(hidden_size, num_embeddings)
        self.hidden_size = hidden_size

    def forward(self, indices):
        states = []
        for i in range(len(self.cells)):
            states.append(torch.zeros(indices.shape[1], self.hidden_size))
        logits = []
        for t in range(indices.shape[0]):
            x = self.table(indices[t])
            for i in range(len(self.cells)):
                states[i] = self.cells[i](x, states[i])
                x = states[i]
            logits.append(self.answer(x))
        return torch.cat(logits)

def decode(outputs, idx2char):
    s = ""
    for row in outputs:
        idx = row.argmax().item()
        s += idx2char[idx]
    return s

class Trainer:
    def __init__(self, net, lr):
        self.net = net
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=lr)
        self.losses = []

    def run_epoch(self, inputs, labels):
        self.optimizer.zero_grad()
        outputs = self.net(inputs)
        loss = self.criterion(outputs, labels)
        loss.backward()
        self.optimizer.step()
        self.losses.append(loss.item())
        return outputs

def train(net, inputs, labels, epochs=100, lr=0.05):
    trainer = Trainer(net, lr)
    for epoch in range(epochs):
        outputs = trainer.run_epoch(inputs, labels)
        current = trainer.losses[epoch]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {current:.4f}: {decode(outputs, idx2char)}")
    return trainer.losses
