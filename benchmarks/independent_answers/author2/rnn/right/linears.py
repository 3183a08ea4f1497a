import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def one_hot(indices, num_classes):
    vectors = nn.functional.one_hot(indices, num_classes)
    return vectors.float()

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.input_layers = nn.ModuleList()
        self.hidden_layers = nn.ModuleList()
        for k in range(num_layers):
            if k == 0:
                size = input_size
            else:
                size = hidden_size
            self.input_layers.append(nn.Linear(size, hidden_size))
            self.hidden_layers.append(nn.Linear(hidden_size, hidden_size))

    def forward(self, input):
        seq = input.shape[0]
        batch = input.shape[1]
        current = input
        for k in range(self.num_layers):
            h = torch.zeros(batch, self.hidden_size)
            states = []
            for t in range(seq):
                h = torch.tanh(self.input_layers[k](current[t]) + self.hidden_layers[k](h))
                states.append(h)
            current = torch.stack(states)
        return current.reshape(seq * batch, self.hidden_size)

def decode(outputs, idx2char):
    n = len(outputs)
    chars = [None] * n
    for k in range(n):
        biggest = float("-inf")
        where = 0
        for c in range(len(outputs[k])):
            value = float(outputs[k][c])
            if value > biggest:
                biggest = value
                where = c
        chars[k] = idx2char[where]
    return "".join(chars)

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
