import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.rand(num_embeddings, embedding_dim) * 2 - 1)
        if self.padding_idx != None:
            self.weight.data[self.padding_idx] = torch.zeros(embedding_dim)

    def forward(self, indices):
        flat = indices.reshape(-1)
        found = []
        for i in range(flat.shape[0]):
            number = int(flat[i])
            if self.padding_idx is not None and number == self.padding_idx:
                found.append(torch.zeros(self.embedding_dim))
            else:
                found.append(self.weight[number])
        return torch.stack(found).reshape(*indices.shape, self.embedding_dim)

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super(EmbeddingRNN, self).__init__()
        self.lookup = Embedding(num_embeddings, embedding_dim)
        self.recurrent = nn.RNN(embedding_dim, hidden_size, num_layers=num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        words = indices.t()
        vectors = self.lookup(words)
        states = self.recurrent(vectors)[0]
        answers = self.head(states)
        answers = answers.transpose(0, 1)
        return answers.reshape(-1, answers.shape[-1])

def decode(outputs, idx2char):
    order = outputs.argsort(dim=1, descending=True)
    first = order[:, 0]
    out = []
    for f in first.tolist():
        out.append(idx2char[f])
    text = ""
    for o in out:
        text += o
    return text

def cross_entropy(outputs, labels):
    shifted = outputs - outputs.max(dim=1, keepdim=True).values
    e = torch.exp(shifted)
    log_sum = torch.log(e.sum(dim=1))
    right = shifted.gather(1, labels.unsqueeze(1)).squeeze(1)
    return (log_sum - right).mean()

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = list()
    for ep in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = cross_entropy(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(round(loss.item(), 10))
        print("Epoch {0}/{1}, Loss {2:.4f}: {3}".format(ep, epochs - 1, losses[ep], decode(outputs, idx2char)))
    return losses
