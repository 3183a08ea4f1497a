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
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
        x_seq = input
        h_n = []
        for layer in range(self.num_layers):
            w_ih = getattr(self, "weight_ih_l" + str(layer))
            w_hh = getattr(self, "weight_hh_l" + str(layer))
            b_ih = getattr(self, "bias_ih_l" + str(layer))
            b_hh = getattr(self, "bias_hh_l" + str(layer))
            h = h_0[layer]
            outputs = []
            for x in x_seq:
                xr, xz, xn = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                hr, hz, hn = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(xr + hr)
                z = torch.sigmoid(xz + hz)
                n = torch.tanh(xn + r * hn)
                h = (1 - z) * n + z * h
                outputs.append(h)
            h_n.append(h)
            x_seq = torch.stack(outputs)
        return x_seq, torch.stack(h_n)

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
    text = ""
    for i in range(outputs.shape[0]):
        best = 0
        for j in range(1, outputs.shape[1]):
            if outputs[i][j] > outputs[i][best]:
                best = j
        text = text + idx2char[best]
    return text

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    criterion = torch.nn.NLLLoss()
    losses = []
    print_every = 1
    for epoch in range(epochs):
        optimizer.zero_grad()
        logits = net(inputs)
        loss = criterion(nn.functional.log_softmax(logits, dim=-1), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().item())
        if epoch % print_every == 0:
            print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(logits, idx2char)}")
    return losses
