import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def one_hot(indices, num_classes):
    out = torch.zeros(*indices.shape, num_classes)
    out.scatter_(-1, indices.unsqueeze(-1), 1.0)
    return out

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.rnns = nn.ModuleList([nn.RNNCell(input_size if i == 0 else hidden_size, hidden_size) for i in range(num_layers)])

    def forward(self, input):
        seq_len, batch, _ = input.shape
        x = input
        for cell in self.rnns:
            h = torch.zeros(batch, self.hidden_size)
            y = torch.zeros(seq_len, batch, self.hidden_size)
            for t in range(seq_len):
                h = cell(x[t], h)
                y[t] = h
            x = y
        return x.view(seq_len * batch, self.hidden_size)

def index_of_max(values):
    best = 0
    for i, v in enumerate(values):
        if v > values[best]:
            best = i
    return best

def decode(outputs, idx2char):
    return "".join(map(lambda row: idx2char[index_of_max(row)], outputs.detach().tolist()))

def train(net, inputs, labels, epochs=100, lr=0.05):
    params = [p for p in net.parameters()]
    optimizer = torch.optim.Adam(params, lr=lr, betas=(0.9, 0.999))
    criterion = nn.CrossEntropyLoss(reduction="none")
    losses = []
    last_epoch = epochs - 1
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        per_row = criterion(outputs, labels)
        mean_loss = per_row.sum() / per_row.numel()
        mean_loss.backward()
        optimizer.step()
        losses.append(mean_loss.item())
        line = f"Epoch {epoch}/{last_epoch}, Loss {mean_loss.item():.4f}: "
        line += decode(outputs, idx2char)
        print(line)
    return losses
