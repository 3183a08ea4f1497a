import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx].zero_()
            mask = torch.arange(num_embeddings).ne(padding_idx).float().unsqueeze(1)
            self.weight.register_hook(lambda g: g * mask)

    def forward(self, indices):
        return self.weight[indices]


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.W = nn.Parameter(torch.randn(num_embeddings, hidden_size) * hidden_size**-0.5)
        self.c = nn.Parameter(torch.zeros(num_embeddings))

    def forward(self, indices):
        seq, batch = indices.shape
        h_0 = torch.zeros(self.rnn.num_layers, batch, self.rnn.hidden_size)
        h, _ = self.rnn(self.embedding(indices), h_0)
        z = torch.einsum("sbh,kh->sbk", h, self.W) + self.c
        return z.reshape(seq * batch, -1)


def decode(outputs, idx2char):
    mask = outputs == outputs.amax(1, keepdim=True)
    return "".join(idx2char[i] for i in mask.int().argmax(1).tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt, losses, e = torch.optim.Adam(net.parameters(), lr=lr), [], 0
    while e < epochs:
        z = net(inputs)
        p = (z - z.amax(1, keepdim=True).detach()).exp()
        p = p / p.sum(1, keepdim=True)
        loss = nn.functional.cross_entropy(z, labels)
        opt.zero_grad()
        # dL/dz = (softmax - one hot) / n, so the backward pass may start from z
        g = p.detach().clone()
        g[torch.arange(len(labels)), labels] -= 1
        z.backward(g / len(labels))
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {e}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
        e += 1
    return losses
