import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(GRU, self).__init__()
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        rows = 3 * hidden_size
        for i in range(num_layers):
            self.add(f"weight_ih_l{i}", rows, hidden_size if i else input_size)
            self.add(f"weight_hh_l{i}", rows, hidden_size)
            self.add(f"bias_ih_l{i}", rows)
            self.add(f"bias_hh_l{i}", rows)

    def add(self, name, *shape):
        tensor = torch.empty(*shape)
        nn.init.uniform_(tensor, -0.3, 0.3)
        self.register_parameter(name, nn.Parameter(tensor))

    def forward(self, input, h_0=None):
        """The hidden states of the last layer, and each layer's last hidden state."""
        H = self.hidden_size
        B = input.shape[1]
        states = []
        for i in range(self.num_layers):
            if h_0 is None:
                states.append(torch.zeros(B, H))
            else:
                states.append(h_0[i])
        output = []
        for x in input:
            for i in range(self.num_layers):
                W = getattr(self, f"weight_ih_l{i}")
                U = getattr(self, f"weight_hh_l{i}")
                b = getattr(self, f"bias_ih_l{i}")
                d = getattr(self, f"bias_hh_l{i}")
                W_r, W_z, W_n = W[0:H], W[H:2*H], W[2*H:3*H]
                U_r, U_z, U_n = U[0:H], U[H:2*H], U[2*H:3*H]
                b_r, b_z, b_n = b[0:H], b[H:2*H], b[2*H:3*H]
                d_r, d_z, d_n = d[0:H], d[H:2*H], d[2*H:3*H]
                old = states[i]
                r = torch.sigmoid(x @ W_r.T + b_r + old @ U_r.T + d_r)
                z = torch.sigmoid(x @ W_z.T + b_z + old @ U_z.T + d_z)
                n = torch.tanh(x @ W_n.T + b_n + r * (old @ U_n.T + d_n))
                states[i] = (1 - z) * n + z * old
                x = states[i]
            output.append(x)
        return torch.stack(output), torch.stack(states)

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.reader = GRU(input_size, hidden_size, num_layers)
        self.w = nn.Parameter(torch.randn(num_classes, hidden_size) * 0.3)
        self.b = nn.Parameter(torch.zeros(num_classes))

    def forward(self, input):
        answers = []
        out = self.reader(input)[0]
        for t in range(out.size(0)):
            for b in range(out.size(1)):
                answers.append(self.w @ out[t, b] + self.b)
        return torch.stack(answers)

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
