import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    """Embedding(input_dim, output_dim), with Keras' uniform start."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(num_embeddings, embedding_dim).uniform_(-0.05, 0.05))
        self.padding_idx = padding_idx
        if self.padding_idx is not None:
            self.weight.data[self.padding_idx] = 0.0

            def hook(gradient, p=self.padding_idx):
                mask = torch.ones_like(gradient)
                mask[p] = 0
                return gradient * mask

            self.weight.register_hook(hook)

    def forward(self, indices):
        return torch.nn.functional.embedding(indices, self.weight)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.simple_rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.dense = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        seq, batch = indices.shape
        x = self.embedding(indices)
        x = self.simple_rnn(x)[0]
        x = self.dense(x)
        return x.view(seq * batch, -1)


class History:
    """As in Keras: remembers what happened in each epoch."""

    def __init__(self, epochs):
        self.epochs = epochs
        self.loss = []

    def on_epoch_end(self, loss, text):
        print("Epoch {}/{}, Loss {:.4f}: {}".format(len(self.loss), self.epochs - 1, loss, text))
        self.loss.append(loss)


def decode(outputs, idx2char):
    y_pred = outputs.detach().cpu().numpy().argmax(axis=1)
    return "".join(idx2char[k] for k in y_pred)


def train(net, inputs, labels, epochs=100, lr=0.05):
    history = History(epochs)
    loss_fn = nn.CrossEntropyLoss()
    adam = torch.optim.Adam(net.parameters(), lr=lr, betas=(0.9, 0.999), eps=1e-8)
    for _ in range(epochs):
        y_pred = net(inputs)
        loss = loss_fn(y_pred, labels)
        adam.zero_grad()
        loss.backward()
        adam.step()
        history.on_epoch_end(loss.item(), decode(y_pred, idx2char))
    return history.loss
