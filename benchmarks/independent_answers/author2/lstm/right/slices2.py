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
        x_all = input
        last_h = []
        last_c = []
        for k in range(self.num_layers):
            W = getattr(self, "weight_ih_l" + str(k))
            U = getattr(self, "weight_hh_l" + str(k))
            b1 = getattr(self, "bias_ih_l" + str(k))
            b2 = getattr(self, "bias_hh_l" + str(k))
            h = h_0[k]
            c = c_0[k]
            collected = []
            for t in range(seq):
                a = torch.matmul(x_all[t], W.t()) + b1 + torch.matmul(h, U.t()) + b2
                i = torch.sigmoid(a[:, 0:H])
                f = torch.sigmoid(a[:, H:2 * H])
                g = torch.tanh(a[:, 2 * H:3 * H])
                o = torch.sigmoid(a[:, 3 * H:4 * H])
                c = f * c + i * g
                h = o * torch.tanh(c)
                collected.append(h)
            last_h.append(h)
            last_c.append(c)
            x_all = torch.stack(collected, dim=0)
        return x_all, (torch.stack(last_h, dim=0), torch.stack(last_c, dim=0))

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, (h_n, c_n) = self.lstm(input)
        logits = self.linear(output)
        return logits.flatten(0, 1)

def decode(outputs, idx2char):
    order = outputs.argsort(dim=1, descending=True)
    first = order[:, 0]
    out = []
    for f in first.tolist():
        out.append(idx2char[f])
    text = ""
    for o in out:
        text += o
    return text

def train(net, inputs, labels, epochs=100, lr=0.05):
    """Trains net with Adam on the cross-entropy of its outputs; all of the data is one batch."""
    loss_fn = nn.CrossEntropyLoss()
    adam = torch.optim.Adam(net.parameters(), lr=lr)
    loss_list = []
    net.train()
    for number in range(epochs):
        # 1. forget
        for p in net.parameters():
            p.grad = None
        # 2. outputs
        y = net(inputs)
        # 3. loss
        loss = loss_fn(y, labels)
        # 4. gradients
        loss.backward()
        # 5. step
        adam.step()
        loss_value = float(loss.item())
        loss_list.append(loss_value)
        answer = decode(y.detach(), idx2char)
        print(f"Epoch {number}/{epochs-1}, Loss {loss_value:.4f}: {answer}")
    return loss_list
