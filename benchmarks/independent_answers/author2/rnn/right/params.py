import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def one_hot(indices, num_classes):
    classes = torch.arange(num_classes)
    equal = indices.unsqueeze(-1) == classes
    return equal.float()

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.w_in = nn.ParameterList()
        self.w_rec = nn.ParameterList()
        self.b = nn.ParameterList()
        size = input_size
        scale = 1.0 / hidden_size ** 0.5
        for i in range(num_layers):
            self.w_in.append(nn.Parameter((torch.rand(hidden_size, size) * 2 - 1) * scale))
            self.w_rec.append(nn.Parameter((torch.rand(hidden_size, hidden_size) * 2 - 1) * scale))
            self.b.append(nn.Parameter((torch.rand(hidden_size) * 2 - 1) * scale))
            size = hidden_size

    def forward(self, input):
        x = input
        for w_in, w_rec, b in zip(self.w_in, self.w_rec, self.b):
            h = torch.zeros(x.shape[1], w_rec.shape[0])
            steps = []
            for x_t in x:
                h = torch.tanh(x_t @ w_in.T + h @ w_rec.T + b)
                steps.append(h)
            x = torch.stack(steps, dim=0)
        return x.reshape(x.shape[0] * x.shape[1], x.shape[2])

def decode(outputs, idx2char):
    rows = outputs.tolist()
    result = ""
    for row in rows:
        result += idx2char[row.index(max(row))]
    return result

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
