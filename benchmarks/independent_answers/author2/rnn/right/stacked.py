import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def one_hot(indices, num_classes):
    identity = torch.eye(num_classes)
    picked = [identity[int(i)] for i in indices.flatten()]
    return torch.stack(picked).view(list(indices.shape) + [num_classes])

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.layers = nn.ModuleList()
        for layer in range(num_layers):
            n_in = input_size if layer == 0 else hidden_size
            self.layers.append(nn.RNN(n_in, hidden_size))

    def forward(self, input):
        x = input
        for layer in self.layers:
            x, last = layer(x)
        seq, batch, hidden = x.shape
        return x.reshape(seq * batch, hidden)

def decode(outputs, idx2char):
    best = outputs.topk(1, dim=1).indices.squeeze(1)
    word = [idx2char[int(b)] for b in best]
    return str.join("", word)

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(params=list(net.parameters()), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        total = 0
        for i in range(len(labels)):
            total = total + torch.logsumexp(outputs[i], dim=0) - outputs[i][labels[i]]
        loss = total / len(labels)
        loss.backward()
        optimizer.step()
        losses += [loss.item()]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(outputs, idx2char)}")
    return losses
