import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None) -> None:
        super().__init__()
        table = torch.empty(num_embeddings, embedding_dim)
        nn.init.normal_(table)
        if padding_idx is not None:
            table[padding_idx].zero_()
        self.weight = nn.Parameter(table)
        self.padding_idx = padding_idx
        if padding_idx is not None:
            self.weight.register_hook(self._without_padding)

    def _without_padding(self, grad):
        grad = grad.clone()
        grad[self.padding_idx] = 0
        return grad

    def forward(self, indices: torch.Tensor) -> torch.Tensor:
        return self.weight[indices]


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embed = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers=num_layers)
        self.head = nn.Linear(hidden_size, num_embeddings)
        self.num_layers, self.hidden_size = num_layers, hidden_size

    def forward(self, indices):
        e = self.embed(indices)
        h_0 = torch.zeros(self.num_layers, indices.shape[1], self.hidden_size)
        h, _ = self.rnn(e, h_0)
        return self.head(h.reshape(-1, self.hidden_size))


def decode(outputs, idx2char):
    lookup = dict(enumerate(idx2char))
    return "".join(lookup[i] for i in torch.argmax(outputs, axis=1).tolist())


class Trainer:
    def __init__(self, net, lr):
        self.net = net
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(net.parameters(), lr=lr)

    def fit_epoch(self, x, y):
        self.optimizer.zero_grad()
        y_hat = self.net(x)
        loss = self.criterion(y_hat, y)
        loss.backward()
        self.optimizer.step()
        return loss.item(), y_hat


def train(net, inputs, labels, epochs=100, lr=0.05):
    trainer = Trainer(net, lr)
    losses = []
    for epoch in range(epochs):
        loss, y_hat = trainer.fit_epoch(inputs, labels)
        losses.append(loss)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(y_hat, idx2char)}", flush=True)
    return losses
