import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class LSTM(nn.Module):
    """Starts with Keras' unit_forget_bias; that is a start only, training may change it."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.units = hidden_size
        self.num_layers = num_layers
        for layer in range(num_layers):
            n = input_size if layer == 0 else hidden_size
            kernel = nn.init.xavier_uniform_(torch.empty(4 * hidden_size, n))
            recurrent = nn.init.orthogonal_(torch.empty(4 * hidden_size, hidden_size))
            bias = torch.zeros(4 * hidden_size)
            bias[hidden_size : 2 * hidden_size] = 1.0
            setattr(self, "weight_ih_l" + str(layer), nn.Parameter(kernel))
            setattr(self, "weight_hh_l" + str(layer), nn.Parameter(recurrent))
            setattr(self, "bias_ih_l" + str(layer), nn.Parameter(bias))
            setattr(self, "bias_hh_l" + str(layer), nn.Parameter(torch.zeros(4 * hidden_size)))

    def step(self, layer, x, h, c):
        u = self.units
        z = x @ getattr(self, f"weight_ih_l{layer}").t() + getattr(self, f"bias_ih_l{layer}")
        z = z + h @ getattr(self, f"weight_hh_l{layer}").t() + getattr(self, f"bias_hh_l{layer}")
        i = torch.sigmoid(z[:, :u])
        f = torch.sigmoid(z[:, u : 2 * u])
        g = torch.tanh(z[:, 2 * u : 3 * u])
        o = torch.sigmoid(z[:, 3 * u :])
        c = f * c + i * g
        return o * torch.tanh(c), c

    def forward(self, input, state=None):
        seq, batch, _ = input.shape
        if state is None:
            h_0 = torch.zeros(self.num_layers, batch, self.units, dtype=input.dtype, device=input.device)
            c_0 = torch.zeros_like(h_0)
        else:
            h_0, c_0 = state
        x, last_h, last_c = input, [], []
        for layer in range(self.num_layers):
            h, c = h_0[layer], c_0[layer]
            steps = []
            for t in range(seq):
                h, c = self.step(layer, x[t], h, c)
                steps.append(h)
            x = torch.stack(steps, dim=0)
            last_h.append(h)
            last_c.append(c)
        return x, (torch.stack(last_h, dim=0), torch.stack(last_c, dim=0))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.dense = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        x, _ = self.lstm(input)
        logits = self.dense(x)
        return logits.reshape(-1, logits.shape[2])


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
