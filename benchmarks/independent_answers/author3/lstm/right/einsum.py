import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.num_layers, self.hidden_size = num_layers, hidden_size
        k = hidden_size**-0.5
        for l in range(num_layers):
            width = [input_size, hidden_size][min(l, 1)]
            self.__setattr__(f"weight_ih_l{l}", nn.Parameter(torch.rand(4 * hidden_size, width) * 2 * k - k))
            self.__setattr__(f"weight_hh_l{l}", nn.Parameter(torch.rand(4 * hidden_size, hidden_size) * 2 * k - k))
            self.__setattr__(f"bias_ih_l{l}", nn.Parameter(torch.rand(4 * hidden_size) * 2 * k - k))
            self.__setattr__(f"bias_hh_l{l}", nn.Parameter(torch.rand(4 * hidden_size) * 2 * k - k))

    def forward(self, input, state=None):
        S, B, _ = input.shape
        H = self.hidden_size
        p = dict(self.named_parameters())
        h0, c0 = state if state is not None else (torch.zeros(self.num_layers, B, H),) * 2
        xs, hs_n, cs_n = input, [], []
        for l in range(self.num_layers):
            w_hh = p[f"weight_hh_l{l}"].view(4, H, H)
            # for all steps at once what does not depend on h
            a = torch.einsum("sbi,gi->sbg", xs, p[f"weight_ih_l{l}"]) + p[f"bias_ih_l{l}"] + p[f"bias_hh_l{l}"]
            a = a.view(S, B, 4, H)
            h, c, hs = h0[l], c0[l], []
            for t in range(S):
                pre = a[t] + torch.einsum("bj,ghj->bgh", h, w_hh)
                i, f, o = torch.sigmoid(pre[:, 0]), torch.sigmoid(pre[:, 1]), torch.sigmoid(pre[:, 3])
                c = f * c + i * torch.tanh(pre[:, 2])
                h = o * torch.tanh(c)
                hs.append(h)
            xs = torch.stack(hs)
            hs_n.append(h)
            cs_n.append(c)
        return xs, (torch.stack(hs_n), torch.stack(cs_n))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.recurrent = LSTM(input_size, hidden_size, num_layers)
        self.readout = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        out = self.recurrent(input)[0]
        return torch.cat([self.readout(o) for o in out])


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
