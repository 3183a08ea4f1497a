import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def one_hot(indices, num_classes):
    return torch.eye(num_classes)[indices]

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        sizes = [input_size] + [hidden_size] * num_layers
        self.num_layers = num_layers
        self.U = nn.ModuleList([nn.Linear(sizes[i], sizes[i + 1], bias=True) for i in range(num_layers)])
        self.W = nn.ModuleList([nn.Linear(hidden_size, hidden_size, bias=False) for i in range(num_layers)])

    def forward(self, input):
        seq, batch = input.shape[0], input.shape[1]
        x = input
        i = 0
        while i < self.num_layers:
            projected = self.U[i](x)
            state = torch.tanh(projected[0])
            collected = [state]
            for t in range(1, seq):
                state = torch.tanh(projected[t] + self.W[i](state))
                collected.append(state)
            x = torch.stack(collected)
            i += 1
        return x.reshape(seq * batch, -1)

def decode(outputs, idx2char):
    copy = outputs.detach().clone()
    result = []
    for r in range(copy.shape[0]):
        m = copy[r].max()
        for c in range(copy.shape[1]):
            if copy[r, c] == m:
                result.append(idx2char[c])
                break
    return "".join(result)

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
