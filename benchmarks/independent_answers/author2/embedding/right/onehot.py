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
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        e = self.embedding(indices)
        h, _ = self.rnn(e)
        z = self.linear(h)
        return z.flatten(0, 1)

def decode(outputs, idx2char):
    copy = outputs.detach().clone()
    result = []
    for r in range(copy.shape[0]):
        m = copy[r].max()
        for c in range(copy.shape[1]):
            if copy[r, c] == m:
                result.append(idx2char[c])
                break
    return "".join(result)

def one_step(net, optimizer, criterion, inputs, labels):
    optimizer.zero_grad()
    prediction = net(inputs)
    error = criterion(prediction, labels)
    error.backward()
    optimizer.step()
    return prediction, error.item()

def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    result = []
    for e in range(0, epochs):
        prediction, error = one_step(net, optimizer, criterion, inputs, labels)
        print("Epoch " + str(e) + "/" + str(epochs - 1) + ", Loss " + f"{error:.4f}" + ": " + decode(prediction, idx2char))
        result.append(error)
    return result
