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
        if state is not None:
            h_0, c_0 = state
        else:
            h_0 = input.new_zeros(self.num_layers, input.shape[1], self.hidden_size)
            c_0 = input.new_zeros(self.num_layers, input.shape[1], self.hidden_size)
        finals = []
        below = list(input)
        for k in range(self.num_layers):
            h, c = h_0[k], c_0[k]
            above = []
            for x in below:
                h, c = self.step(k, x, h, c)
                above.append(h)
            finals.append((h, c))
            below = above
        h_n = torch.stack([pair[0] for pair in finals])
        c_n = torch.stack([pair[1] for pair in finals])
        return torch.stack(below), (h_n, c_n)

    def step(self, k, x, h, c):
        from_x = nn.functional.linear(x, getattr(self, f"weight_ih_l{k}"), getattr(self, f"bias_ih_l{k}"))
        from_h = nn.functional.linear(h, getattr(self, f"weight_hh_l{k}"), getattr(self, f"bias_hh_l{k}"))
        i, f, g, o = torch.chunk(from_x + from_h, 4, dim=1)
        i, f, o = i.sigmoid(), f.sigmoid(), o.sigmoid()
        new_c = f * c + i * g.tanh()
        return o * new_c.tanh(), new_c

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layer = LSTM(input_size, hidden_size, num_layers)
        self.out = nn.Linear(in_features=hidden_size, out_features=num_classes, bias=True)

    def forward(self, input):
        states = self.layer(input)[0]
        rows = []
        for step in range(states.shape[0]):
            rows.append(self.out(states[step]))
        return torch.cat(rows, dim=0)

def decode(outputs, idx2char):
    """The text that is most likely: the character of the largest value in each row."""
    indices = outputs.argmax(dim=1).tolist()
    return "".join([idx2char[i] for i in indices])

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    criterion = torch.nn.NLLLoss()
    losses = []
    print_every = 1
    for epoch in range(epochs):
        optimizer.zero_grad()
        logits = net(inputs)
        loss = criterion(nn.functional.log_softmax(logits, dim=-1), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().item())
        if epoch % print_every == 0:
            print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(logits, idx2char)}")
    return losses
