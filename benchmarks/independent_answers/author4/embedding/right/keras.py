import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.input_dim = num_embeddings
        self.output_dim = embedding_dim
        self.padding_idx = padding_idx
        table = torch.empty(num_embeddings, embedding_dim).uniform_(-1.0, 1.0)
        if padding_idx is not None:
            table[padding_idx] = 0.0
        self.weight = nn.Parameter(table)

    def forward(self, indices):
        rows = torch.index_select(self.weight, 0, indices.reshape(-1))
        rows = rows.reshape(*indices.shape, self.output_dim)
        if self.padding_idx is not None:
            is_padding = (indices == self.padding_idx).unsqueeze(-1)
            rows = rows.masked_fill(is_padding, 0.0)
        return rows


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.num_embeddings = num_embeddings
        self.lookup = Embedding(num_embeddings, embedding_dim)
        self.simple_rnn = nn.RNN(
            input_size=embedding_dim, hidden_size=hidden_size, num_layers=num_layers, nonlinearity="tanh"
        )
        self.dense = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        seq, batch = indices.shape
        states = self.simple_rnn(self.lookup(indices))[0]
        merged = states.reshape(seq * batch, -1)
        return self.dense(merged)


def decode(outputs, idx2char):
    letters = []
    for row in outputs:
        letters.append(idx2char[int(torch.argmax(row))])
    return "".join(letters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    adam = torch.optim.Adam(net.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        logits = net(inputs)
        loss = F.cross_entropy(logits, labels)
        net.zero_grad()
        loss.backward()
        adam.step()
        history.append(float(loss.detach()))
        text = decode(logits.detach(), idx2char)
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, history[-1], text))
    return history
