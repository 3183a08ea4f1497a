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

    def cell(self, layer, x, h):
        gates_x = nn.functional.linear(x, getattr(self, f"weight_ih_l{layer}"), getattr(self, f"bias_ih_l{layer}"))
        gates_h = nn.functional.linear(h, getattr(self, f"weight_hh_l{layer}"), getattr(self, f"bias_hh_l{layer}"))
        size = self.hidden_size
        rz = torch.sigmoid(gates_x[:, :2 * size] + gates_h[:, :2 * size])
        r = rz[:, :size]
        z = rz[:, size:]
        n = torch.tanh(gates_x[:, 2 * size:] + r * gates_h[:, 2 * size:])
        return n + z * (h - n)

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
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, h_n = self.gru(input)
        seq, batch, hidden = output.shape
        return self.linear(output.reshape(seq * batch, hidden))

def index_of_max(values):
    best = 0
    for i, v in enumerate(values):
        if v > values[best]:
            best = i
    return best

def decode(outputs, idx2char):
    return "".join(map(lambda row: idx2char[index_of_max(row)], outputs.detach().tolist()))

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
