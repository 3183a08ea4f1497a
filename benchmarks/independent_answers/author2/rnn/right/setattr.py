import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def one_hot(indices, num_classes):
    flat = indices.reshape(-1)
    result = torch.zeros(len(flat), num_classes)
    for i in range(len(flat)):
        result[i][flat[i]] = 1.0
    return result.reshape(*indices.shape, num_classes)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.H = hidden_size
        self.L = num_layers
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            setattr(self, "W_ih" + str(k), nn.Parameter(torch.randn(hidden_size, n) * 0.3))
            setattr(self, "W_hh" + str(k), nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3))
            setattr(self, "b_ih" + str(k), nn.Parameter(torch.zeros(hidden_size)))
            setattr(self, "b_hh" + str(k), nn.Parameter(torch.zeros(hidden_size)))

    def forward(self, input):
        S = input.shape[0]
        B = input.shape[1]
        layer_input = [input[t] for t in range(S)]
        for k in range(self.L):
            W_ih = getattr(self, "W_ih" + str(k))
            W_hh = getattr(self, "W_hh" + str(k))
            b_ih = getattr(self, "b_ih" + str(k))
            b_hh = getattr(self, "b_hh" + str(k))
            h_prev = torch.zeros(B, self.H)
            layer_output = []
            for t in range(S):
                a = torch.matmul(layer_input[t], W_ih.t()) + b_ih
                c = torch.matmul(h_prev, W_hh.t()) + b_hh
                h_prev = torch.tanh(a + c)
                layer_output.append(h_prev)
            layer_input = layer_output
        return torch.cat(layer_input)

def decode(outputs, idx2char):
    answer = ""
    position = 0
    while position < outputs.size(0):
        row = outputs[position]
        index = torch.argmax(row)
        answer = answer + idx2char[index.item()]
        position = position + 1
    return answer

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
