import torch
import torch.nn as nn
import torch.nn.functional as F
import numpy as np

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(LSTM, self).__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            w = nn.Parameter(torch.Tensor(4 * hidden_size, n))
            u = nn.Parameter(torch.Tensor(4 * hidden_size, hidden_size))
            b1 = nn.Parameter(torch.zeros(4 * hidden_size))
            b2 = nn.Parameter(torch.zeros(4 * hidden_size))
            nn.init.xavier_uniform_(w)
            nn.init.orthogonal_(u)
            b1.data[hidden_size : 2 * hidden_size] = 1.0  # forget gate bias
            for name, p in zip(["weight_ih_l", "weight_hh_l", "bias_ih_l", "bias_hh_l"], [w, u, b1, b2]):
                setattr(self, name + str(k), p)

    def forward(self, input, state=None):
        seq, batch, _ = input.size()
        hs = self.hidden_size
        if state is None:
            state = (torch.zeros(self.num_layers, batch, hs), torch.zeros(self.num_layers, batch, hs))
        hn = torch.zeros(self.num_layers, batch, hs)
        cn = torch.zeros(self.num_layers, batch, hs)
        inp = input
        for k in range(self.num_layers):
            W, U = getattr(self, "weight_ih_l" + str(k)), getattr(self, "weight_hh_l" + str(k))
            b = getattr(self, "bias_ih_l" + str(k)) + getattr(self, "bias_hh_l" + str(k))
            h_t, c_t = state[0][k], state[1][k]
            out = torch.zeros(seq, batch, hs)
            for t in range(seq):
                gates = torch.cat([inp[t], h_t], dim=1) @ torch.cat([W, U], dim=1).t() + b
                i_t = torch.sigmoid(gates[:, :hs])
                f_t = torch.sigmoid(gates[:, hs : hs * 2])
                g_t = torch.tanh(gates[:, hs * 2 : hs * 3])
                o_t = torch.sigmoid(gates[:, hs * 3 :])
                c_t = f_t * c_t + i_t * g_t
                h_t = o_t * torch.tanh(c_t)
                out[t] = h_t
            hn[k] = h_t
            cn[k] = c_t
            inp = out
        return inp, (hn, cn)


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharLSTM, self).__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        lstm_out, hidden = self.lstm(input)
        out = self.fc(lstm_out)
        return out.view(out.size(0) * out.size(1), -1)



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
