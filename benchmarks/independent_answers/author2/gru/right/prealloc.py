import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        k = 1.0 / (hidden_size ** 0.5)
        for layer in range(num_layers):
            size = input_size
            if layer > 0:
                size = hidden_size
            w_ih = nn.Parameter(torch.rand(3 * hidden_size, size) * 2 * k - k)
            w_hh = nn.Parameter(torch.rand(3 * hidden_size, hidden_size) * 2 * k - k)
            b_ih = nn.Parameter(torch.rand(3 * hidden_size) * 2 * k - k)
            b_hh = nn.Parameter(torch.rand(3 * hidden_size) * 2 * k - k)
            setattr(self, "weight_ih_l" + str(layer), w_ih)
            setattr(self, "weight_hh_l" + str(layer), w_hh)
            setattr(self, "bias_ih_l" + str(layer), b_ih)
            setattr(self, "bias_hh_l" + str(layer), b_hh)

    def forward(self, input, h_0=None):
        T = input.shape[0]
        B = input.shape[1]
        h_n = torch.zeros(self.num_layers, B, self.hidden_size)
        if h_0 is not None:
            h_n = h_0.clone()
        x = input
        for k in range(self.num_layers):
            out = torch.zeros(T, B, self.hidden_size)
            h = h_n[k].clone()
            for t in range(T):
                px = x[t] @ getattr(self, f"weight_ih_l{k}").T + getattr(self, f"bias_ih_l{k}")
                ph = h @ getattr(self, f"weight_hh_l{k}").T + getattr(self, f"bias_hh_l{k}")
                xr, xz, xn = px.split(self.hidden_size, dim=1)
                hr, hz, hn = ph.split(self.hidden_size, dim=1)
                r = torch.sigmoid(xr + hr)
                z = torch.sigmoid(xz + hz)
                n = torch.tanh(xn + r * hn)
                one = torch.ones_like(z)
                h = torch.mul(one - z, n) + torch.mul(z, h)
                out[t] = h
            h_n[k] = h
            x = out
        return x, h_n

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
    """The text that is most likely: the character of the largest value in each row."""
    indices = outputs.argmax(dim=1).tolist()
    return "".join([idx2char[i] for i in indices])

def cross_entropy(outputs, labels):
    shifted = outputs - outputs.max(dim=1, keepdim=True).values
    e = torch.exp(shifted)
    log_sum = torch.log(e.sum(dim=1))
    right = shifted.gather(1, labels.unsqueeze(1)).squeeze(1)
    return (log_sum - right).mean()

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = list()
    for ep in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = cross_entropy(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(round(loss.item(), 10))
        print("Epoch {0}/{1}, Loss {2:.4f}: {3}".format(ep, epochs - 1, losses[ep], decode(outputs, idx2char)))
    return losses
