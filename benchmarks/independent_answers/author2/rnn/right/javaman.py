import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def one_hot(indices, num_classes):
    flat = indices.reshape(-1)
    result = torch.zeros(len(flat), num_classes)
    for i in range(len(flat)):
        result[i][flat[i]] = 1.0
    return result.reshape(*indices.shape, num_classes)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.batch_size = batch_size
        self.num_layers = num_layers
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        batch = input.size(1)
        hidden = torch.zeros(self.num_layers, batch, self.hidden_size)
        out, hidden = self.rnn(input, hidden)
        return out.reshape(-1, self.hidden_size)

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
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        text = decode(outputs, idx2char)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {text}")
        losses.append(loss.item())
    return losses
