import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        rows = [torch.randn(embedding_dim) for _ in range(num_embeddings)]
        if padding_idx is not None:
            rows[padding_idx] = torch.zeros(embedding_dim)
        self.weight = nn.Parameter(torch.stack(rows))
        self.padding_idx = padding_idx

    def forward(self, indices):
        table = self.weight
        if self.padding_idx is not None:
            table = table.clone()
            table[self.padding_idx] = 0
        return table[indices]


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.hidden_size = hidden_size
        self.ih = nn.ModuleList(
            nn.Linear(embedding_dim if k == 0 else hidden_size, hidden_size) for k in range(num_layers)
        )
        self.hh = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(num_layers))
        self.linear = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        xs = self.embedding(indices)
        for ih, hh in zip(self.ih, self.hh):
            h = torch.zeros(indices.shape[1], self.hidden_size)
            hs = []
            for x in xs:
                h = torch.tanh(ih(x) + hh(h))
                hs.append(h)
            xs = torch.stack(hs)
        return self.linear(xs).reshape(indices.numel(), -1)


def decode(outputs, idx2char):
    import numpy as np

    ids = np.argmax(np.asarray(outputs.tolist()), axis=-1)
    return "".join(np.take(np.array(list(idx2char)), ids))


def train(net, inputs, labels, epochs=100, lr=0.05):
    line = "Epoch {epoch}/{last}, Loss {loss:.4f}: {text}"
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    optimizer.zero_grad()
    classes = None
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        if classes is None:
            classes = z.shape[1]
        targets = F.one_hot(labels, classes).to(z.dtype)
        loss = -(targets * F.log_softmax(z, dim=1)).sum(dim=1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(line.format(epoch=epoch, last=epochs - 1, loss=losses[-1], text=decode(z, idx2char)))
    return losses
