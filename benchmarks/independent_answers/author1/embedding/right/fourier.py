import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.n, self.pad = num_embeddings, padding_idx
        w = torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            w[padding_idx].fill_(0)
        self.weight = nn.Parameter(w)

    def forward(self, indices):
        # onehot(i) W, with the row of the padding left out of the one-hot vectors
        delta = (indices[..., None] == torch.arange(self.n)).to(self.weight.dtype)
        if self.pad is not None:
            delta[..., self.pad] = 0
        return torch.einsum("...n,nd->...d", delta, self.weight)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.e = Embedding(num_embeddings, embedding_dim)
        self.r = nn.RNN(embedding_dim, hidden_size, num_layers, batch_first=True)
        self.v = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        h = self.r(self.e(indices.T))[0]  # (batch, seq, hidden)
        return self.v(h).transpose(0, 1).reshape(-1, self.v.out_features)


def decode(outputs, idx2char):
    places = outputs.topk(1, dim=1).indices.flatten().tolist()
    return "".join([idx2char[p] for p in places])


def train(net, inputs, labels, epochs=100, lr=0.05):
    def descent():
        opt = torch.optim.Adam(net.parameters(), lr=lr)
        for epoch in range(epochs):
            opt.zero_grad()
            z = net(inputs)
            loss = nn.functional.nll_loss(z.log_softmax(dim=1), labels)
            loss.backward()
            opt.step()
            yield loss.item(), decode(z, idx2char)

    losses = []
    for epoch, (loss, text) in enumerate(descent()):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
        losses.append(loss)
    return losses
