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
        seq, batch, _ = input.shape
        H = self.hidden_size
        hs = []
        cs = []
        for k in range(self.num_layers):
            if state is None:
                hs.append(torch.zeros(batch, H))
                cs.append(torch.zeros(batch, H))
            else:
                hs.append(state[0][k])
                cs.append(state[1][k])
        outputs = []
        for t in range(seq):
            x = input[t]
            for k in range(self.num_layers):
                z = x @ getattr(self, f"weight_ih_l{k}").T + getattr(self, f"bias_ih_l{k}")
                z = z + hs[k] @ getattr(self, f"weight_hh_l{k}").T + getattr(self, f"bias_hh_l{k}")
                i = torch.sigmoid(z[:, :H])
                f = torch.sigmoid(z[:, H:2*H])
                g = torch.tanh(z[:, 2*H:3*H])
                o = torch.sigmoid(z[:, 3*H:])
                cs[k] = f * cs[k] + i * g
                hs[k] = o * torch.tanh(cs[k])
                x = hs[k]
            outputs.append(x)
        output = torch.stack(outputs)
        h_n = torch.stack(hs)
        c_n = torch.stack(cs)
        return output, (h_n, c_n)

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
