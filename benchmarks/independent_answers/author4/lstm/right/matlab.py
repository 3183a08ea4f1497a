import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)

def sigm(x):
    return 0.5 * (1 + torch.tanh(0.5 * x))


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.I = input_size
        self.H = hidden_size
        self.L = num_layers
        for k in range(num_layers):
            if k == 0:
                n = input_size
            else:
                n = hidden_size
            self.register_parameter("weight_ih_l" + str(k), nn.Parameter(0.1 * torch.randn(4 * hidden_size, n)))
            self.register_parameter("weight_hh_l" + str(k), nn.Parameter(0.1 * torch.randn(4 * hidden_size, hidden_size)))
            self.register_parameter("bias_ih_l" + str(k), nn.Parameter(torch.zeros(4 * hidden_size)))
            self.register_parameter("bias_hh_l" + str(k), nn.Parameter(torch.zeros(4 * hidden_size)))

    def forward(self, input, state=None):
        T = input.size(0)
        B = input.size(1)
        H = self.H
        if state is None:
            h = [torch.zeros(B, H) for k in range(self.L)]
            c = [torch.zeros(B, H) for k in range(self.L)]
        else:
            h = list(state[0])
            c = list(state[1])
        p = dict(self.named_parameters())
        Y = []
        for t in range(T):
            x = input[t]
            for k in range(self.L):
                Wx = p["weight_ih_l%d" % k]
                Wh = p["weight_hh_l%d" % k]
                bx = p["bias_ih_l%d" % k]
                bh = p["bias_hh_l%d" % k]
                a = x @ Wx.t() + bx + h[k] @ Wh.t() + bh
                it = sigm(a[:, 0 * H : 1 * H])
                ft = sigm(a[:, 1 * H : 2 * H])
                gt = torch.tanh(a[:, 2 * H : 3 * H])
                ot = sigm(a[:, 3 * H : 4 * H])
                c[k] = ft * c[k] + it * gt
                h[k] = ot * torch.tanh(c[k])
                x = h[k]
            Y.append(x)
        return torch.stack(Y, 0), (torch.stack(h, 0), torch.stack(c, 0))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.num_classes = num_classes
        self.rec = LSTM(input_size, hidden_size, num_layers)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        Y = self.rec(input)[0]
        T, B, H = Y.shape
        Z = self.fc(Y.reshape(T * B, H))
        return Z


def decode(outputs, idx2char):
    txt = ""
    for n in range(outputs.shape[0]):
        k = torch.argmax(outputs[n, :]).item()
        txt += idx2char[k]
    return txt


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr)
    E = []
    for n in range(epochs):
        Z = net(inputs)
        J = nn.functional.cross_entropy(Z, labels)
        opt.zero_grad()
        J.backward()
        opt.step()
        E.append(J.item())
        print("Epoch %d/%d, Loss %.4f: %s" % (n, epochs - 1, E[n], decode(Z, idx2char)))
    return E
