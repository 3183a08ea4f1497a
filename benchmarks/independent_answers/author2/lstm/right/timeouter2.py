import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class LSTM(nn.Module):
    """Layers of LSTM cells, as nn.LSTM computes them."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        for k, size in enumerate(sizes):
            shapes = {
                "weight_ih": (4 * hidden_size, size),
                "weight_hh": (4 * hidden_size, hidden_size),
                "bias_ih": (4 * hidden_size,),
                "bias_hh": (4 * hidden_size,),
            }
            for name, shape in shapes.items():
                setattr(self, "%s_l%d" % (name, k), nn.Parameter(self.small(shape)))

    def small(self, shape):
        limit = self.hidden_size ** -0.5
        return (torch.rand(shape) * 2 - 1) * limit

    def forward(self, input, state=None):
        seq, batch, _ = input.shape
        H = self.hidden_size
        hs = []
        cs = []
        for k in range(self.num_layers):
            if state is None:
                hs.append(torch.zeros(batch, H))
                cs.append(torch.zeros(batch, H))
            else:
                hs.append(state[0][k])
                cs.append(state[1][k])
        outputs = []
        for t in range(seq):
            x = input[t]
            for k in range(self.num_layers):
                z = x @ getattr(self, f"weight_ih_l{k}").T + getattr(self, f"bias_ih_l{k}")
                z = z + hs[k] @ getattr(self, f"weight_hh_l{k}").T + getattr(self, f"bias_hh_l{k}")
                i = torch.sigmoid(z[:, :H])
                f = torch.sigmoid(z[:, H:2*H])
                g = torch.tanh(z[:, 2*H:3*H])
                o = torch.sigmoid(z[:, 3*H:])
                cs[k] = f * cs[k] + i * g
                hs[k] = o * torch.tanh(cs[k])
                x = hs[k]
            outputs.append(x)
        output = torch.stack(outputs)
        h_n = torch.stack(hs)
        c_n = torch.stack(cs)
        return output, (h_n, c_n)

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
    _, predicted = torch.max(outputs, 1)
    letters = []
    for p in predicted:
        letters.append(idx2char[p.item()])
    return "".join(letters)

loss_history = []

def train(net, inputs, labels, epochs=100, lr=0.05):
    global loss_history
    loss_history = []
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    lossfunc = nn.CrossEntropyLoss()
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = lossfunc(outputs, labels)
        loss.backward()
        optimizer.step()
        loss_history.append(loss.item())
        print(f"Epoch {epoch - 1}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return loss_history
