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
        seq = input.size(0)
        batch = input.size(1)
        H = self.hidden_size
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, batch, H)
        current = input
        last = []
        for l in range(self.num_layers):
            Wi = getattr(self, "weight_ih_l" + str(l))
            Wh = getattr(self, "weight_hh_l" + str(l))
            bi = getattr(self, "bias_ih_l" + str(l))
            bh = getattr(self, "bias_hh_l" + str(l))
            h = h_0[l]
            steps = []
            for t in range(seq):
                gi = torch.matmul(current[t], Wi.t()) + bi
                gh = torch.matmul(h, Wh.t()) + bh
                r_t = torch.sigmoid(gi[:, :H] + gh[:, :H])
                z_t = torch.sigmoid(gi[:, H:2 * H] + gh[:, H:2 * H])
                n_t = torch.tanh(gi[:, 2 * H:] + r_t * gh[:, 2 * H:])
                h = (1 - z_t) * n_t + z_t * h
                steps.append(h)
            current = torch.stack(steps)
            last.append(h)
        return current, torch.stack(last)

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
