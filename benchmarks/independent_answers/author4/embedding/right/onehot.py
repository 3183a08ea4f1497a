import torch
import torch.nn.functional as F
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])


class Embedding(nn.Module):
    """onehot(i) W, literally. The padding's one-hot vector is all zeros, so no gradient gets to its row."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.n = num_embeddings
        self.pad = padding_idx
        self.weight = nn.Parameter(torch.zeros(num_embeddings, embedding_dim))
        nn.init.normal_(self.weight)
        if self.pad is not None:
            self.weight.data[self.pad].zero_()

    def forward(self, indices):
        hot = F.one_hot(indices, self.n).to(self.weight.dtype)
        if self.pad is not None:
            keep = (indices != self.pad).to(self.weight.dtype)
            hot = hot * keep[..., None]
        return hot @ self.weight


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.table = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.out = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        batch_size = indices.shape[1]
        h0 = torch.zeros(self.num_layers, batch_size, self.hidden_size)
        h, _ = self.rnn(self.table(indices), h0)
        return self.out(h).view(-1, self.out.out_features)


def decode(outputs, idx2char):
    s = ""
    for k in outputs.max(dim=1).indices:
        s += idx2char[k]
    return s


def train(net, inputs, labels, epochs=100, lr=0.05):
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = torch.zeros(epochs, dtype=torch.float64)
    for i in range(epochs):
        optimizer.zero_grad()
        out = net(inputs)
        loss = loss_function(out, labels)
        loss.backward()
        optimizer.step()
        losses[i] = loss.item()
        print("Epoch %d/%d, Loss %.4f: %s" % (i, epochs - 1, losses[i], decode(out, idx2char)))
    return losses.tolist()
