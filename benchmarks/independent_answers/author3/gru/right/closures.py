import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


def make_step(w_ih, w_hh, b_ih, b_hh):
    """A function from (h, x) to the next h."""

    def step(h, x):
        xs = (x @ w_ih.T + b_ih).chunk(3, dim=1)
        hs = (h @ w_hh.T + b_hh).chunk(3, dim=1)
        r = torch.sigmoid(xs[0] + hs[0])
        z = torch.sigmoid(xs[1] + hs[1])
        n = torch.tanh(xs[2] + r * hs[2])
        return (1 - z) * n + z * h

    return step


def scan(f, state, sequence):
    states = []
    for item in sequence:
        state = f(state, item)
        states.append(state)
    return states


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        for k in range(num_layers):
            previous = input_size if k == 0 else hidden_size
            for name, shape in zip(self.names(k), [(previous,), (hidden_size,), (), ()]):
                parameter = nn.Parameter(torch.empty((3 * hidden_size,) + shape))
                nn.init.normal_(parameter, std=0.2)
                setattr(self, name, parameter)

    @staticmethod
    def names(k):
        return f"weight_ih_l{k}", f"weight_hh_l{k}", f"bias_ih_l{k}", f"bias_hh_l{k}"

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros((self.num_layers, input.shape[1], self.hidden_size))
        states = input
        last = []
        for k in range(self.num_layers):
            step = make_step(*(getattr(self, name) for name in self.names(k)))
            states = scan(step, h_0[k], states)
            last.append(states[-1])
        return torch.stack(states), torch.stack(last)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.net = GRU(input_size, hidden_size, num_layers)
        self.out = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        return torch.cat(list(self.out(self.net(input)[0])))


def decode(outputs, idx2char):
    lookup = dict(enumerate(idx2char))
    return "".join(lookup[i] for i in torch.argmax(outputs, axis=1).tolist())


class Trainer:
    def __init__(self, net, lr):
        self.net = net
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(net.parameters(), lr=lr)

    def fit_epoch(self, x, y):
        self.optimizer.zero_grad()
        y_hat = self.net(x)
        loss = self.criterion(y_hat, y)
        loss.backward()
        self.optimizer.step()
        return loss.item(), y_hat


def train(net, inputs, labels, epochs=100, lr=0.05):
    trainer = Trainer(net, lr)
    losses = []
    for epoch in range(epochs):
        loss, y_hat = trainer.fit_epoch(inputs, labels)
        losses.append(loss)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(y_hat, idx2char)}", flush=True)
    return losses
