import torch
import torch.nn as nn
import torch.nn.functional as F
import numpy as np

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])


class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super(Embedding, self).__init__()
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.Tensor(num_embeddings, embedding_dim))
        self.reset_parameters()

    def reset_parameters(self):
        nn.init.xavier_normal_(self.weight)
        if self.padding_idx is not None:
            with torch.no_grad():
                self.weight[self.padding_idx].fill_(0)

    def forward(self, indices):
        found = self.weight[indices.long()]
        if self.padding_idx is None:
            return found
        pad = (indices == self.padding_idx)[..., None]
        return torch.where(pad, torch.zeros_like(found), found)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super(EmbeddingRNN, self).__init__()
        self.hidden_size = hidden_size
        self.emb = Embedding(num_embeddings, embedding_dim)
        self.cells = nn.ModuleList(
            [nn.RNNCell(embedding_dim if l == 0 else hidden_size, hidden_size) for l in range(num_layers)]
        )
        self.fc = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        embedded = self.emb(indices)
        states = [torch.zeros(indices.size(1), self.hidden_size) for _ in self.cells]
        answers = []
        for x in embedded:
            for l, cell in enumerate(self.cells):
                states[l] = cell(x, states[l])
                x = states[l]
            answers.append(self.fc(x))
        return torch.cat(answers, 0)



def decode(outputs, idx2char):
    best = np.argmax(outputs.detach().numpy(), axis=1)
    return "".join(np.array(list(idx2char))[best])


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        output = net(inputs)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.data.item())
        # print the progress
        predicted = decode(output.data, idx2char)
        print("Epoch ", epoch, "/", epochs - 1, ", Loss ", "%.4f" % losses[-1], ": ", predicted, sep="")
    return losses
