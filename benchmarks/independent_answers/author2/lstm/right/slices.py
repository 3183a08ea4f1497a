import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.H = hidden_size
        self.num_layers = num_layers
        k = 0
        while k < num_layers:
            n = input_size if k == 0 else hidden_size
            self.register_parameter("weight_ih_l" + str(k), nn.Parameter(0.2 * torch.randn(4 * hidden_size, n)))
            self.register_parameter("weight_hh_l" + str(k), nn.Parameter(0.2 * torch.randn(4 * hidden_size, hidden_size)))
            self.register_parameter("bias_ih_l" + str(k), nn.Parameter(torch.zeros(4 * hidden_size)))
            self.register_parameter("bias_hh_l" + str(k), nn.Parameter(torch.zeros(4 * hidden_size)))
            k += 1

    def forward(self, input, state=None):
        seq = input.size(0)
        batch = input.size(1)
        H = self.H
        if state is None:
            state = (torch.zeros(self.num_layers, batch, H), torch.zeros(self.num_layers, batch, H))
        h_0 = state[0]
        c_0 = state[1]
        layer_input = input
        last_h = []
        last_c = []
        for k in range(self.num_layers):
            W = getattr(self, "weight_ih_l" + str(k))
            U = getattr(self, "weight_hh_l" + str(k))
            b1 = getattr(self, "bias_ih_l" + str(k))
            b2 = getattr(self, "bias_hh_l" + str(k))
            h = h_0[k]
            c = c_0[k]
            outputs = []
            for t in range(seq):
                a = torch.matmul(layer_input[t], W.t()) + b1 + torch.matmul(h, U.t()) + b2
                i = torch.sigmoid(a[:, 0:H])
                f = torch.sigmoid(a[:, H:2 * H])
                g = torch.tanh(a[:, 2 * H:3 * H])
                o = torch.sigmoid(a[:, 3 * H:4 * H])
                c = f * c + i * g
                h = o * torch.tanh(c)
                outputs.append(h)
            last_h.append(h)
            last_c.append(c)
            layer_input = torch.stack(outputs, dim=0)
        return layer_input, (torch.stack(last_h, dim=0), torch.stack(last_c, dim=0))

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
    text = ""
    for i in range(outputs.shape[0]):
        best = 0
        for j in range(1, outputs.shape[1]):
            if outputs[i][j] > outputs[i][best]:
                best = j
        text = text + idx2char[best]
    return text

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
