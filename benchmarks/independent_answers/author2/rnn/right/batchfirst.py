import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def encode(x, n):
    if isinstance(x, list):
        result = []
        for y in x:
            result.append(encode(y, n))
        return result
    vector = [0.0] * n
    vector[x] = 1.0
    return vector

def one_hot(indices, num_classes):
    return torch.tensor(encode(indices.tolist(), num_classes))

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super(RNN, self).__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.rnn = nn.RNN(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers, batch_first=True)

    def forward(self, input):
        x = input.transpose(0, 1)
        h0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        out, _ = self.rnn(x, h0)
        out = out.transpose(0, 1).contiguous()
        return out.view(-1, self.hidden_size)

def decode(outputs, idx2char):
    s = ""
    for row in outputs:
        idx = row.argmax().item()
        s += idx2char[idx]
    return s

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
