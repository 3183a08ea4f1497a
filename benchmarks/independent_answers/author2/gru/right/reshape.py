import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(GRU, self).__init__()
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        rows = 3 * hidden_size
        for i in range(num_layers):
            self.add(f"weight_ih_l{i}", rows, hidden_size if i else input_size)
            self.add(f"weight_hh_l{i}", rows, hidden_size)
            self.add(f"bias_ih_l{i}", rows)
            self.add(f"bias_hh_l{i}", rows)

    def add(self, name, *shape):
        tensor = torch.empty(*shape)
        nn.init.uniform_(tensor, -0.3, 0.3)
        self.register_parameter(name, nn.Parameter(tensor))

    def forward(self, input, h_0=None):
        L, B, H = self.num_layers, input.shape[1], self.hidden_size
        h_0 = torch.zeros(L, B, H) if h_0 is None else h_0
        result = input
        finals = [None] * L
        for k in range(L):
            from_x = torch.einsum("sbi,gi->sbg", result, getattr(self, f"weight_ih_l{k}")) + getattr(self, f"bias_ih_l{k}")
            h = h_0[k]
            hidden = []
            t = 0
            while t < result.shape[0]:
                from_h = torch.einsum("bj,gj->bg", h, getattr(self, f"weight_hh_l{k}")) + getattr(self, f"bias_hh_l{k}")
                gx = from_x[t].reshape(B, 3, H)
                gh = from_h.reshape(B, 3, H)
                reset_gate = (gx[:, 0] + gh[:, 0]).sigmoid()
                update_gate = (gx[:, 1] + gh[:, 1]).sigmoid()
                candidate = (gx[:, 2] + reset_gate * gh[:, 2]).tanh()
                h = update_gate * h + (1 - update_gate) * candidate
                hidden.append(h)
                t += 1
            result = torch.stack(hidden, dim=0)
            finals[k] = result[-1]
        return result, torch.stack(finals, dim=0)

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, h_n = self.gru(input)
        seq, batch, hidden = output.shape
        return self.linear(output.reshape(seq * batch, hidden))

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

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr)
    all_losses = []
    rows = torch.arange(len(labels))
    for i in range(epochs):
        net.zero_grad()
        z = net(inputs)
        log_p = torch.log_softmax(z, dim=1)
        loss = -log_p[rows, labels].mean()
        loss.backward()
        optimizer.step()
        all_losses.append(loss.item())
        print("Epoch {}/{}, Loss {:.4f}: {}".format(i, epochs - 1, loss.item(), decode(z, idx2char)))
    return all_losses
