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
        stdv = 1 / hidden_size ** 0.5
        for k in range(num_layers):
            if k == 0:
                in_size = input_size
            else:
                in_size = hidden_size
            setattr(self, f"weight_ih_l{k}", nn.Parameter(torch.empty(4 * hidden_size, in_size).uniform_(-stdv, stdv)))
            setattr(self, f"weight_hh_l{k}", nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-stdv, stdv)))
            setattr(self, f"bias_ih_l{k}", nn.Parameter(torch.empty(4 * hidden_size).uniform_(-stdv, stdv)))
            setattr(self, f"bias_hh_l{k}", nn.Parameter(torch.empty(4 * hidden_size).uniform_(-stdv, stdv)))

    def forward(self, input, state=None):
        if state is not None:
            h_0, c_0 = state
        else:
            h_0 = input.new_zeros(self.num_layers, input.shape[1], self.hidden_size)
            c_0 = input.new_zeros(self.num_layers, input.shape[1], self.hidden_size)
        ends = []
        xs = list(input)
        for k in range(self.num_layers):
            h, c = h_0[k], c_0[k]
            ys = []
            for x in xs:
                h, c = self.step(k, x, h, c)
                ys.append(h)
            ends.append((h, c))
            xs = ys
        h_n = torch.stack([pair[0] for pair in ends])
        c_n = torch.stack([pair[1] for pair in ends])
        return torch.stack(xs), (h_n, c_n)

    def step(self, k, x, h, c):
        from_x = nn.functional.linear(x, getattr(self, f"weight_ih_l{k}"), getattr(self, f"bias_ih_l{k}"))
        from_h = nn.functional.linear(h, getattr(self, f"weight_hh_l{k}"), getattr(self, f"bias_hh_l{k}"))
        i, f, g, o = torch.chunk(from_x + from_h, 4, dim=1)
        i, f, o = i.sigmoid(), f.sigmoid(), o.sigmoid()
        new_c = f * c + i * g.tanh()
        return o * new_c.tanh(), new_c

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_classes = num_classes
        self.num_layers = num_layers
        self.lstm = LSTM(input_size, hidden_size, num_layers=num_layers)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        seq_len = input.size(0)
        batch_size = input.size(1)
        h_0 = torch.zeros(self.num_layers, batch_size, self.hidden_size)
        c_0 = torch.zeros(self.num_layers, batch_size, self.hidden_size)
        output, states = self.lstm(input, (h_0, c_0))
        output = output.reshape(seq_len * batch_size, self.hidden_size)
        return self.fc(output)

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
