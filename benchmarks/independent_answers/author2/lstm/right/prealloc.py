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
        bound = 1 / hidden_size ** 0.5
        for k in range(num_layers):
            if k == 0:
                in_size = input_size
            else:
                in_size = hidden_size
            setattr(self, f"weight_ih_l{k}", nn.Parameter(torch.empty(4 * hidden_size, in_size).uniform_(-bound, bound)))
            setattr(self, f"weight_hh_l{k}", nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-bound, bound)))
            setattr(self, f"bias_ih_l{k}", nn.Parameter(torch.empty(4 * hidden_size).uniform_(-bound, bound)))
            setattr(self, f"bias_hh_l{k}", nn.Parameter(torch.empty(4 * hidden_size).uniform_(-bound, bound)))

    def forward(self, input, state=None):
        seq_len = input.shape[0]
        batch = input.shape[1]
        h_n = torch.zeros(self.num_layers, batch, self.hidden_size)
        c_n = torch.zeros(self.num_layers, batch, self.hidden_size)
        if state is not None:
            h_n = state[0].clone()
            c_n = state[1].clone()
        x = input
        for k in range(self.num_layers):
            y = torch.zeros(seq_len, batch, self.hidden_size)
            h = h_n[k].clone()
            c = c_n[k].clone()
            for t in range(seq_len):
                s = x[t] @ getattr(self, f"weight_ih_l{k}").T + getattr(self, f"bias_ih_l{k}") + h @ getattr(self, f"weight_hh_l{k}").T + getattr(self, f"bias_hh_l{k}")
                i, f, g, o = s.split(self.hidden_size, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
                y[t] = h
            h_n[k] = h
            c_n[k] = c
            x = y
        return x, (h_n, c_n)

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
    table = {}
    for i in range(len(idx2char)):
        table[i] = idx2char[i]
    letters = ""
    for step in range(len(outputs)):
        scores = outputs[step].tolist()
        winner = max(range(len(scores)), key=lambda j: scores[j])
        letters += table[winner]
    return letters

class Trainer:
    def __init__(self, net, lr):
        self.net = net
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=lr)
        self.losses = []

    def run_epoch(self, inputs, labels):
        self.optimizer.zero_grad()
        outputs = self.net(inputs)
        loss = self.criterion(outputs, labels)
        loss.backward()
        self.optimizer.step()
        self.losses.append(loss.item())
        return outputs

def train(net, inputs, labels, epochs=100, lr=0.05):
    trainer = Trainer(net, lr)
    for epoch in range(epochs):
        outputs = trainer.run_epoch(inputs, labels)
        current = trainer.losses[epoch]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {current:.4f}: {decode(outputs, idx2char)}")
    return trainer.losses
