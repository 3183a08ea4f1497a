import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])


def one_hot(indices, num_classes):
    return nn.functional.one_hot(indices.long(), num_classes).float()


class RNN(nn.Module):
    """SimpleRNN(return_sequences=True), so to speak."""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.rnn = nn.RNN(input_size, hidden_size, num_layers=num_layers)

    def forward(self, input):
        h_0 = torch.zeros(self.num_layers, input.size(1), self.hidden_size)
        sequences, _ = self.rnn(input, h_0)
        return sequences.reshape(-1, self.hidden_size)


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
