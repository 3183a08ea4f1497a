import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        table = torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            for j in range(embedding_dim):
                table[padding_idx][j] = 0.0
        self.weight = nn.Parameter(table)
        self.padding_idx = padding_idx
        if padding_idx is not None:
            self.weight.register_hook(self.clean)

    def clean(self, grad):
        grad = grad.clone()
        grad[self.padding_idx] = 0
        return grad

    def forward(self, indices):
        return self.weight[indices]

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
    answer = ""
    position = 0
    while position < outputs.size(0):
        row = outputs[position]
        index = torch.argmax(row)
        answer = answer + idx2char[index.item()]
        position = position + 1
    return answer

def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    history = [0.0] * epochs
    epoch = 0
    while epoch < epochs:
        opt.zero_grad()
        out = net(inputs)
        loss = nn.functional.cross_entropy(out, labels)
        loss.backward()
        opt.step()
        value = loss.item()
        history[epoch] = value
        print("Epoch %d/%d, Loss %.4f: %s" % (epoch, epochs - 1, value, decode(out, idx2char)))
        epoch += 1
    return history
