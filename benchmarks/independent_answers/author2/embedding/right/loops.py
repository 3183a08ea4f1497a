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
        super().__init__()
        self.num_embeddings = num_embeddings
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.fc = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        seq_len = indices.size(0)
        batch_size = indices.size(1)
        x = self.embedding(indices)
        h0 = torch.zeros(self.num_layers, batch_size, self.hidden_size)
        out, hn = self.rnn(x, h0)
        out = out.reshape(seq_len * batch_size, self.hidden_size)
        out = self.fc(out)
        return out

def decode(outputs, idx2char):
    text = ""
    for i in range(outputs.shape[0]):
        best = 0
        for j in range(1, outputs.shape[1]):
            if outputs[i][j] > outputs[i][best]:
                best = j
        text = text + idx2char[best]
    return text

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr)
    all_losses = []
    rows = torch.arange(len(labels))
    for i in range(epochs):
        net.zero_grad()
        z = net(inputs)
        log_p = torch.log_softmax(z, dim=1)
        loss = -log_p[rows, labels].mean()
        loss.backward()
        optimizer.step()
        all_losses.append(loss.item())
        print("Epoch {}/{}, Loss {:.4f}: {}".format(i, epochs - 1, loss.item(), decode(z, idx2char)))
    return all_losses
