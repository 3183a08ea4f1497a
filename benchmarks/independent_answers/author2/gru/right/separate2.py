import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        k = 1.0 / (hidden_size ** 0.5)
        for layer in range(num_layers):
            size = input_size
            if layer > 0:
                size = hidden_size
            w_ih = nn.Parameter(torch.rand(3 * hidden_size, size) * 2 * k - k)
            w_hh = nn.Parameter(torch.rand(3 * hidden_size, hidden_size) * 2 * k - k)
            b_ih = nn.Parameter(torch.rand(3 * hidden_size) * 2 * k - k)
            b_hh = nn.Parameter(torch.rand(3 * hidden_size) * 2 * k - k)
            setattr(self, "weight_ih_l" + str(layer), w_ih)
            setattr(self, "weight_hh_l" + str(layer), w_hh)
            setattr(self, "bias_ih_l" + str(layer), b_ih)
            setattr(self, "bias_hh_l" + str(layer), b_hh)

    def forward(self, input, h_0=None):
        """The hidden hidden of the last layer, and each layer's last hidden state."""
        H = self.hidden_size
        B = input.shape[1]
        hidden = []
        for i in range(self.num_layers):
            if h_0 is None:
                hidden.append(torch.zeros(B, H))
            else:
                hidden.append(h_0[i])
        answers = []
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
                h_before = hidden[i]
                r = torch.sigmoid(x @ W_r.T + b_r + h_before @ U_r.T + d_r)
                z = torch.sigmoid(x @ W_z.T + b_z + h_before @ U_z.T + d_z)
                n = torch.tanh(x @ W_n.T + b_n + r * (h_before @ U_n.T + d_n))
                hidden[i] = (1 - z) * n + z * h_before
                x = hidden[i]
            answers.append(x)
        return torch.stack(answers), torch.stack(hidden)

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, h_n = self.gru(input)
        seq, batch, hidden = output.shape
        return self.linear(output.reshape(seq * batch, hidden))

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
    params = [p for p in net.parameters()]
    optimizer = torch.optim.Adam(params, lr=lr, betas=(0.9, 0.999))
    criterion = nn.CrossEntropyLoss(reduction="none")
    losses = []
    last_epoch = epochs - 1
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        per_row = criterion(outputs, labels)
        mean_loss = per_row.sum() / per_row.numel()
        mean_loss.backward()
        optimizer.step()
        losses.append(mean_loss.item())
        line = f"Epoch {epoch}/{last_epoch}, Loss {mean_loss.item():.4f}: "
        line += decode(outputs, idx2char)
        print(line)
    return losses
