import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        bound = 1 / hidden_size ** 0.5
        for k in range(num_layers):
            if k == 0:
                in_size = input_size
            else:
                in_size = hidden_size
            setattr(self, f"weight_ih_l{k}", nn.Parameter(torch.empty(4 * hidden_size, in_size).uniform_(-bound, bound)))
            setattr(self, f"weight_hh_l{k}", nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-bound, bound)))
            setattr(self, f"bias_ih_l{k}", nn.Parameter(torch.empty(4 * hidden_size).uniform_(-bound, bound)))
            setattr(self, f"bias_hh_l{k}", nn.Parameter(torch.empty(4 * hidden_size).uniform_(-bound, bound)))

    def forward(self, input, state=None):
        batch = input.shape[1]
        if state is None:
            h_0 = torch.zeros(self.num_layers, batch, self.hidden_size)
            c_0 = torch.zeros(self.num_layers, batch, self.hidden_size)
        else:
            h_0, c_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            w_ih = getattr(self, f"weight_ih_l{k}")
            w_hh = getattr(self, f"weight_hh_l{k}")
            b_ih = getattr(self, f"bias_ih_l{k}")
            b_hh = getattr(self, f"bias_hh_l{k}")
            h, c = h_0[k], c_0[k]
            steps = []
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
                steps.append(h)
            input = torch.stack(steps)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, (h_n, c_n) = self.lstm(input)
        logits = self.linear(output)
        return logits.flatten(0, 1)

def decode(outputs, idx2char):
    s = ""
    for row in outputs:
        idx = row.argmax().item()
        s += idx2char[idx]
    return s

def cross_entropy(outputs, labels):
    shifted = outputs - outputs.max(dim=1, keepdim=True).values
    e = torch.exp(shifted)
    log_sum = torch.log(e.sum(dim=1))
    right = shifted.gather(1, labels.unsqueeze(1)).squeeze(1)
    return (log_sum - right).mean()

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = list()
    for ep in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = cross_entropy(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(round(loss.item(), 10))
        print("Epoch {0}/{1}, Loss {2:.4f}: {3}".format(ep, epochs - 1, losses[ep], decode(outputs, idx2char)))
    return losses
