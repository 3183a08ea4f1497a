import torch
import torch.nn as nn

idx2char = ["e", "h", "l", "o"]


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.n_layers = num_layers
        self.n_hidden = hidden_size
        self.training_steps = 0  # unused, left from an experiment
        for k in range(num_layers):
            fan = input_size if k < 1 else hidden_size
            setattr(self, f"weight_ih_l{k}", nn.Parameter(nn.init.kaiming_uniform_(torch.empty(4 * hidden_size, fan), a=5**0.5)))
            setattr(self, f"weight_hh_l{k}", nn.Parameter(nn.init.kaiming_uniform_(torch.empty(4 * hidden_size, hidden_size), a=5**0.5)))
            setattr(self, f"bias_ih_l{k}", nn.Parameter(torch.zeros(4 * hidden_size)))
            setattr(self, f"bias_hh_l{k}", nn.Parameter(torch.zeros(4 * hidden_size)))

    def forward(self, input, state=None):
        sd = {name: p for name, p in self.named_parameters()}
        if state is None:
            prev_h = prev_c = torch.zeros(self.n_layers, input.size(1), self.n_hidden)
        else:
            prev_h, prev_c = state[0], state[1]
        # in time order; at each step a new (layers, batch, hidden) is made of the old one
        outputs = []
        for x in input:
            next_h, next_c = [], []
            for k in range(self.n_layers):
                a = x.mm(sd[f"weight_ih_l{k}"].t()) + prev_h[k].mm(sd[f"weight_hh_l{k}"].t())
                a = a + (sd[f"bias_ih_l{k}"] + sd[f"bias_hh_l{k}"])
                i, f, g, o = torch.split(a, self.n_hidden, 1)
                cell = prev_c[k].mul(f.sigmoid()).add(i.sigmoid().mul(g.tanh()))
                x = o.sigmoid().mul(cell.tanh())
                next_h.append(x)
                next_c.append(cell)
            prev_h, prev_c = torch.stack(next_h), torch.stack(next_c)
            outputs.append(prev_h[-1])
        return torch.stack(outputs), (prev_h, prev_c)


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharLSTM, self).__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        rows = []
        for h in self.lstm(input)[0]:
            rows.extend(self.linear(h))
        return torch.stack(rows)


def decode(outputs, idx2char):
    result = [None] * outputs.size(0)
    for n in range(outputs.size(0)):
        best = 0
        for c in range(1, outputs.size(1)):
            if outputs[n, c] > outputs[n, best]:
                best = c
        result[n] = idx2char[best]
    return "".join(result)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optim = torch.optim.Adam(net.parameters(), lr=lr, amsgrad=False)
    losses = []
    epoch = 0
    while epoch < epochs:
        outputs = net(inputs)
        log_z = torch.logsumexp(outputs, dim=1)
        right = outputs[torch.arange(len(labels)), labels]
        loss = (log_z - right).mean()
        optim.zero_grad()
        loss.backward()
        optim.step()
        text = decode(outputs.detach(), idx2char)
        print("Epoch ", epoch, "/", epochs - 1, ", Loss ", format(loss.item(), ".4f"), ": ", text, sep="")
        losses.append(loss.item())
        epoch += 1
    return losses
