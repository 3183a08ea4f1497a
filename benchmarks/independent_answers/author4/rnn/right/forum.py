import torch
import torch.nn as nn
from torch.nn.functional import cross_entropy

device = torch.device("cpu")
idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])


def one_hot(indices, num_classes):
    result = torch.zeros(*indices.shape, num_classes, device=indices.device)
    result.scatter_(-1, indices.unsqueeze(-1), 1.0)
    return result


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super(RNN, self).__init__()
        self.batch_size = batch_size  # not used, the input tells
        self.hidden_size = hidden_size
        cells = []
        for i in range(num_layers):
            cells.append(nn.RNNCell(input_size if i == 0 else hidden_size, hidden_size))
        self.cells = nn.ModuleList(cells)

    def forward(self, input):
        sequence = list(input)
        for cell in self.cells:
            h = torch.zeros(input.shape[1], self.hidden_size, device=input.device)
            new_sequence = []
            for x in sequence:
                h = cell(x, h)
                new_sequence.append(h)
            sequence = new_sequence
        return torch.cat(sequence)


def decode(outputs, idx2char):
    guesses = outputs.detach().cpu().topk(1, dim=1)[1]
    return "".join([idx2char[guess[0].item()] for guess in guesses])


def train(net, inputs, labels, epochs=100, lr=0.05):
    net = net.to(device)
    inputs, labels = inputs.to(device), labels.to(device)
    optimizer = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=lr)
    lossHistory = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        output = net.forward(inputs)
        loss = cross_entropy(output, labels)
        loss.backward()
        optimizer.step()
        lossHistory.append(loss.cpu().item())
        print(f"Epoch {epoch}/{epochs-1}, Loss {lossHistory[epoch]:.4f}:", decode(output, idx2char))
    return lossHistory


# test
print(one_hot(torch.tensor([[0, 1], [2, 3]]), 4))
