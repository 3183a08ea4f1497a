import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

class Embedding(nn.Module):
    """A table with a row of numbers for each index; the numbers are trained."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.has_padding = padding_idx is not None
        self.pad = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if self.has_padding:
            with torch.no_grad():
                self.weight[self.pad].fill_(0.0)

    def forward(self, indices):
        vectors = torch.index_select(self.weight, 0, indices.flatten())
        vectors = vectors.view(indices.shape + (self.weight.shape[1],))
        if self.has_padding:
            flag = (indices != self.pad).unsqueeze(-1)
            vectors = torch.where(flag, vectors, torch.zeros_like(vectors))
        return vectors

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.table = Embedding(num_embeddings, embedding_dim)
        self.cells = nn.ModuleList()
        size = embedding_dim
        for i in range(num_layers):
            self.cells.append(nn.RNNCell(size, hidden_size))
            size = hidden_size
        self.answer = nn.Linear(hidden_size, num_embeddings)
        self.hidden_size = hidden_size

    def forward(self, indices):
        states = []
        for i in range(len(self.cells)):
            states.append(torch.zeros(indices.shape[1], self.hidden_size))
        logits = []
        for t in range(indices.shape[0]):
            x = self.table(indices[t])
            for i in range(len(self.cells)):
                states[i] = self.cells[i](x, states[i])
                x = states[i]
            logits.append(self.answer(x))
        return torch.cat(logits)

def decode(outputs, idx2char):
    """The text that is most likely: the character of the largest value in each row."""
    indices = outputs.argmax(dim=1).tolist()
    return "".join([idx2char[i] for i in indices])

def train(net, inputs, labels, epochs=100, lr=0.05):
    """Trains net with Adam on the cross-entropy of its outputs; all of the data is one batch."""
    loss_fn = nn.CrossEntropyLoss()
    adam = torch.optim.Adam(net.parameters(), lr=lr)
    loss_list = []
    net.train()
    for number in range(epochs):
        # 1. forget
        for p in net.parameters():
            p.grad = None
        # 2. outputs
        y = net(inputs)
        # 3. loss
        loss = loss_fn(y, labels)
        # 4. gradients
        loss.backward()
        # 5. step
        adam.step()
        loss_value = float(loss.item())
        loss_list.append(loss_value)
        answer = decode(y.detach(), idx2char)
        print(f"Epoch {number}/{epochs-1}, Loss {loss_value:.4f}: {answer}")
    return loss_list
