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

    def cell(self, layer, x, h):
        gates_x = nn.functional.linear(x, getattr(self, f"weight_ih_l{layer}"), getattr(self, f"bias_ih_l{layer}"))
        gates_h = nn.functional.linear(h, getattr(self, f"weight_hh_l{layer}"), getattr(self, f"bias_hh_l{layer}"))
        size = self.hidden_size
        rz = torch.sigmoid(gates_x[:, :2 * size] + gates_h[:, :2 * size])
        r = rz[:, :size]
        z = rz[:, size:]
        n = torch.tanh(gates_x[:, 2 * size:] + r * gates_h[:, 2 * size:])
        h_new = (1 - z) * n
        h_new = h_new + z * h
        return h_new

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = input.new_zeros(self.num_layers, input.size(1), self.hidden_size)
        last_states = []
        sequence = list(input)
        for layer in range(self.num_layers):
            h = h_0[layer]
            for t in range(len(sequence)):
                h = self.cell(layer, sequence[t], h)
                sequence[t] = h
            last_states.append(h)
        return torch.stack(sequence), torch.stack(last_states)

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
    s = ""
    for row in outputs:
        idx = row.argmax().item()
        s += idx2char[idx]
    return s

class Trainer:
    def __init__(self, net, lr):
        self.net = net
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=lr)
        self.losses = []

    def run_epoch(self, inputs, labels):
        self.optimizer.zero_grad()
        outputs = self.net(inputs)
        loss = self.criterion(outputs, labels)
        loss.backward()
        self.optimizer.step()
        self.losses.append(loss.item())
        return outputs

def train(net, inputs, labels, epochs=100, lr=0.05):
    trainer = Trainer(net, lr)
    for epoch in range(epochs):
        outputs = trainer.run_epoch(inputs, labels)
        current = trainer.losses[epoch]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {current:.4f}: {decode(outputs, idx2char)}")
    return trainer.losses
