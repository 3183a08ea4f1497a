import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def one_hot(indices, num_classes):
    out = torch.zeros(*indices.shape, num_classes)
    out.scatter_(-1, indices.unsqueeze(-1), 1.0)
    return out

class RNN(nn.Module):
    """A recurrent network whose hidden states are its outputs."""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        cells = [nn.RNNCell(input_size, hidden_size)]
        for _ in range(num_layers - 1):
            cells.append(nn.RNNCell(hidden_size, hidden_size))
        self.cells = nn.ModuleList(cells)

    def forward(self, input):
        h = [torch.zeros(input.shape[1], self.hidden_size) for _ in self.cells]
        outputs = []
        for t in range(input.shape[0]):
            x = input[t]
            for k in range(len(self.cells)):
                h[k] = self.cells[k](x, h[k])
                x = h[k]
            outputs.append(x)
        return torch.cat(outputs, dim=0)

def decode(outputs, idx2char):
    _, predicted = torch.max(outputs, 1)
    letters = []
    for p in predicted:
        letters.append(idx2char[p.item()])
    return "".join(letters)

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
