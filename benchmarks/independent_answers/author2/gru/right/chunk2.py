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
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
        sequence = input
        h_n = []
        for layer in range(self.num_layers):
            w_ih = getattr(self, "weight_ih_l" + str(layer))
            w_hh = getattr(self, "weight_hh_l" + str(layer))
            b_ih = getattr(self, "bias_ih_l" + str(layer))
            b_hh = getattr(self, "bias_hh_l" + str(layer))
            h = h_0[layer]
            ys = []
            for x in sequence:
                a_r, a_z, a_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                hr, hz, hn = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(a_r + hr)
                z = torch.sigmoid(a_z + hz)
                n = torch.tanh(a_n + r * hn)
                h = (1 - z) * n + z * h
                ys.append(h)
            h_n.append(h)
            sequence = torch.stack(ys)
        return sequence, torch.stack(h_n)

class CharGRU(nn.Module):
    """GRU → Linear: an answer to each character."""

    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
        self.output_layer = nn.Linear(hidden_size, num_classes)
        self.num_classes = num_classes

    def forward(self, input):
        states, _ = self.gru(input)
        logits = self.output_layer(states)
        return logits.view(-1, self.num_classes)

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
