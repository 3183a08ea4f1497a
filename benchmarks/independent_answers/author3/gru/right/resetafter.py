import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class GRU(nn.Module):
    """What Keras calls reset_after=True; Keras' order is z, r, h, here it is r, z, n."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.units = hidden_size
        self.num_layers = num_layers
        for layer in range(num_layers):
            n = hidden_size if layer else input_size
            setattr(self, f"weight_ih_l{layer}", nn.Parameter(nn.init.xavier_uniform_(torch.empty(3 * hidden_size, n))))
            setattr(self, f"weight_hh_l{layer}", nn.Parameter(nn.init.orthogonal_(torch.empty(3 * hidden_size, hidden_size))))
            setattr(self, f"bias_ih_l{layer}", nn.Parameter(torch.zeros(3 * hidden_size)))
            setattr(self, f"bias_hh_l{layer}", nn.Parameter(torch.zeros(3 * hidden_size)))

    def step(self, layer, x, h):
        u = self.units
        matrix_x = x @ getattr(self, f"weight_ih_l{layer}").t() + getattr(self, f"bias_ih_l{layer}")
        matrix_inner = h @ getattr(self, f"weight_hh_l{layer}").t() + getattr(self, f"bias_hh_l{layer}")
        r = torch.sigmoid(matrix_x[:, :u] + matrix_inner[:, :u])
        z = torch.sigmoid(matrix_x[:, u : 2 * u] + matrix_inner[:, u : 2 * u])
        hh = torch.tanh(matrix_x[:, 2 * u :] + r * matrix_inner[:, 2 * u :])
        return z * h + (1 - z) * hh

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = input.new_zeros(self.num_layers, input.size(1), self.units)
        x, last = input, []
        for layer in range(self.num_layers):
            h, hs = h_0[layer], []
            for t in range(x.size(0)):
                h = self.step(layer, x[t], h)
                hs.append(h)
            x = torch.stack(hs)
            last.append(hs[-1])
        return x, torch.stack(last)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.dense = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        x, _ = self.gru(input)
        x = self.dense(x)
        return x.reshape(-1, x.shape[-1])


class History:
    """As in Keras: remembers what happened in each epoch."""

    def __init__(self, epochs):
        self.epochs = epochs
        self.loss = []

    def on_epoch_end(self, loss, text):
        print("Epoch {}/{}, Loss {:.4f}: {}".format(len(self.loss), self.epochs - 1, loss, text))
        self.loss.append(loss)


def decode(outputs, idx2char):
    y_pred = outputs.detach().cpu().numpy().argmax(axis=1)
    return "".join(idx2char[k] for k in y_pred)


def train(net, inputs, labels, epochs=100, lr=0.05):
    history = History(epochs)
    loss_fn = nn.CrossEntropyLoss()
    adam = torch.optim.Adam(net.parameters(), lr=lr, betas=(0.9, 0.999), eps=1e-8)
    for _ in range(epochs):
        y_pred = net(inputs)
        loss = loss_fn(y_pred, labels)
        adam.zero_grad()
        loss.backward()
        adam.step()
        history.on_epoch_end(loss.item(), decode(y_pred, idx2char))
    return history.loss
