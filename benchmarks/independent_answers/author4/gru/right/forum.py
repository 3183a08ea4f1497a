import torch
import torch.nn as nn
import torch.nn.functional as F
import numpy as np

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(GRU, self).__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        stdv = 1.0 / np.sqrt(hidden_size)
        for k in range(num_layers):
            n = input_size
            if k != 0:
                n = hidden_size
            setattr(self, "weight_ih_l%d" % k, nn.Parameter(torch.Tensor(3 * hidden_size, n)))
            setattr(self, "weight_hh_l%d" % k, nn.Parameter(torch.Tensor(3 * hidden_size, hidden_size)))
            setattr(self, "bias_ih_l%d" % k, nn.Parameter(torch.Tensor(3 * hidden_size)))
            setattr(self, "bias_hh_l%d" % k, nn.Parameter(torch.Tensor(3 * hidden_size)))
        for weight in self.parameters():
            weight.data.uniform_(-stdv, stdv)

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, input.size(1), self.hidden_size, dtype=input.dtype)
        return self.run(input, h_0, 0, [])

    def run(self, input, h_0, k, finished):
        """layer k, and all above it, by recursion"""
        if k == self.num_layers:
            return input, torch.stack(finished)
        W, U = getattr(self, "weight_ih_l%d" % k), getattr(self, "weight_hh_l%d" % k)
        b, c = getattr(self, "bias_ih_l%d" % k), getattr(self, "bias_hh_l%d" % k)
        W_r, W_z, W_n = torch.split(W, self.hidden_size)
        U_r, U_z, U_n = torch.split(U, self.hidden_size)
        b_r, b_z, b_n = torch.split(b, self.hidden_size)
        c_r, c_z, c_n = torch.split(c, self.hidden_size)
        h = h_0[k]
        out = []
        for x in input.unbind(0):
            resetgate = torch.sigmoid(F.linear(x, W_r, b_r) + F.linear(h, U_r, c_r))
            updategate = torch.sigmoid(F.linear(x, W_z, b_z) + F.linear(h, U_z, c_z))
            newgate = torch.tanh(F.linear(x, W_n, b_n) + resetgate * F.linear(h, U_n, c_n))
            h = newgate + updategate * (h - newgate)
            out.append(h)
        return self.run(torch.stack(out), h_0, k + 1, finished + [h])


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharGRU, self).__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        out, _ = self.gru(input)
        seq, batch, hidden = out.size()
        return self.fc(out.view(-1, hidden))



def decode(outputs, idx2char):
    best = np.argmax(outputs.detach().numpy(), axis=1)
    return "".join(np.array(list(idx2char))[best])


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        output = net(inputs)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.data.item())
        # print the progress
        predicted = decode(output.data, idx2char)
        print("Epoch ", epoch, "/", epochs - 1, ", Loss ", "%.4f" % losses[-1], ": ", predicted, sep="")
    return losses
