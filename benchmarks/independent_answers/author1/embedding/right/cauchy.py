import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        W = torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            W[padding_idx] = 0
        self.weight, self.padding_idx = nn.Parameter(W), padding_idx

    def forward(self, indices):
        rows = self.weight[indices]
        if self.padding_idx is None:
            return rows
        return rows.masked_fill((indices == self.padding_idx)[..., None], 0.0)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.emb = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers=num_layers)
        self.out = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        h, _ = self.rnn(self.emb(indices))
        return self.out(h.reshape(-1, h.size(-1)))


def decode(outputs, idx2char):
    winners = outputs.detach().cpu().numpy().argmax(axis=1)
    return "".join(idx2char[int(w)] for w in winners)


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        t = nn.functional.one_hot(labels, z.shape[1]).to(z.dtype)  # (n, classes)
        loss = -torch.einsum("nc,nc->n", t, z.log_softmax(1)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, loss, decode(z, idx2char)))
        losses.append(loss.item())
    return losses
