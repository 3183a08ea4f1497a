import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(GRU, self).__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        H = hidden_size
        for k in range(num_layers):
            if k > 0:
                in_size = H
            else:
                in_size = input_size
            self.register_parameter(f"weight_ih_l{k}", nn.Parameter(torch.normal(0, 0.3, (3 * H, in_size))))
            self.register_parameter(f"weight_hh_l{k}", nn.Parameter(torch.normal(0, 0.3, (3 * H, H))))
            self.register_parameter(f"bias_ih_l{k}", nn.Parameter(torch.zeros(3 * H)))
            self.register_parameter(f"bias_hh_l{k}", nn.Parameter(torch.zeros(3 * H)))

    def one_step(self, k, x, h):
        H = self.hidden_size
        W = getattr(self, f"weight_ih_l{k}")
        U = getattr(self, f"weight_hh_l{k}")
        b = getattr(self, f"bias_ih_l{k}")
        d = getattr(self, f"bias_hh_l{k}")
        Wr, Wz, Wn = W[:H], W[H : 2 * H], W[2 * H :]
        Ur, Uz, Un = U[:H], U[H : 2 * H], U[2 * H :]
        br, bz, bn = b[:H], b[H : 2 * H], b[2 * H :]
        dr, dz, dn = d[:H], d[H : 2 * H], d[2 * H :]
        r = torch.sigmoid(x @ Wr.T + br + h @ Ur.T + dr)
        z = torch.sigmoid(x @ Wz.T + bz + h @ Uz.T + dz)
        n = torch.tanh(x @ Wn.T + bn + r * (h @ Un.T + dn))
        return n + z * (h - n)

    def forward(self, input, h_0=None):
        seq, batch = input.shape[0], input.shape[1]
        states = []
        for k in range(self.num_layers):
            states.append(torch.zeros(batch, self.hidden_size) if h_0 is None else h_0[k])
        outputs = []
        for t in range(seq):
            below = input[t]
            for k in range(self.num_layers):
                states[k] = self.one_step(k, below, states[k])
                below = states[k]
            outputs.append(below)
        output = torch.stack(outputs, dim=0)
        h_n = torch.stack(states, dim=0)
        return output, h_n


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharGRU, self).__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        out, _ = self.gru(input)
        rows = []
        for h in out:
            rows.append(self.fc(h))
        return torch.cat(rows)


def decode(outputs, idx2char):
    _, predicted = torch.max(outputs, 1)
    text = ""
    for p in predicted.numpy():
        text += idx2char[p]
    return text


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    loss_list = []
    for epoch in range(epochs):
        net.train()
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        loss_value = loss.item()
        loss_list.append(loss_value)
        print("Epoch " + str(epoch) + "/" + str(epochs - 1) + ", Loss " + "%.4f" % loss_value + ": " + decode(outputs, idx2char))
    return loss_list
