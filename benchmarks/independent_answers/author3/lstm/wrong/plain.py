# %% the gates are read in the order i, f, o, g (TensorFlow-like) instead of i, f, g, o grade_id="lstm-layer" old="                i, f, g, o = (x @ w_ih.T + h @ w_hh.T + bias).chunk(4, dim=1)" new="                i, f, o, g = (x @ w_ih.T + h @ w_hh.T + bias).chunk(4, dim=1)"

# %% the output gate shows c itself, not its tanh grade_id="lstm-layer" old="                h = torch.sigmoid(o) * torch.tanh(c)" new="                h = torch.sigmoid(o) * c"

# %% bias_hh is left out of the sum grade_id="lstm-layer" old="            bias = getattr(self, f\"bias_ih_l{k}\") + getattr(self, f\"bias_hh_l{k}\")" new="            bias = getattr(self, f\"bias_ih_l{k}\")"

# %% each layer starts from the states of layer 0: h_0[0] and c_0[0] are used for all layers grade_id="lstm-layer" old="            h, c = h_0[k], c_0[k]" new="            h, c = h_0[0], c_0[0]"

# %% h_n and c_n are those of the last layer alone, without the axis of layers grade_id="lstm-layer" old="        return input, (torch.stack(h_n), torch.stack(c_n))" new="        return input, (h_n[-1], c_n[-1])"

# %% h_n and c_n are given in the wrong order, (c_n, h_n) grade_id="lstm-layer" old="        return input, (torch.stack(h_n), torch.stack(c_n))" new="        return input, (torch.stack(c_n), torch.stack(h_n))"

# %% train prints nothing grade_id="lstm-train" old="        print(f\"Epoch {r.epoch}/{epochs - 1}, Loss {r.loss:.4f}: {r.text}\")\n        losses.append(r.loss)" new="        losses.append(r.loss)"

# %% the loop runs epochs - 1 times grade_id="lstm-train" old="    for epoch in range(epochs):" new="    for epoch in range(epochs - 1):"

# %% two mistakes: the gates are read in the order i, f, o, g (TensorFlow-like) instead of i, f, g, o; and the loop runs epochs - 1 times grade_id="lstm-layer lstm-train"
class LSTM(nn.Module):
    """Layers of LSTM cells, as nn.LSTM computes them."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        bound = 1 / math.sqrt(hidden_size)
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            shapes = {
                f"weight_ih_l{k}": (4 * hidden_size, size),
                f"weight_hh_l{k}": (4 * hidden_size, hidden_size),
                f"bias_ih_l{k}": (4 * hidden_size,),
                f"bias_hh_l{k}": (4 * hidden_size,),
            }
            for name, shape in shapes.items():
                setattr(self, name, nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))

    def forward(self, input, state=None):
        if state is None:
            zeros = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
            state = (zeros, zeros)
        h_0, c_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            w_ih, w_hh = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
            bias = getattr(self, f"bias_ih_l{k}") + getattr(self, f"bias_hh_l{k}")
            h, c = h_0[k], c_0[k]
            outputs = []
            for x in input:
                i, f, o, g = (x @ w_ih.T + h @ w_hh.T + bias).chunk(4, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))


def records(net, inputs, labels, epochs, lr):
    """A generator: yields what is known after each epoch."""
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=0)
    criterion = nn.CrossEntropyLoss(reduction="mean")
    for epoch in range(epochs - 1):
        optimizer.zero_grad()
        prediction = net(inputs)
        loss = criterion(prediction, labels)
        loss.backward()
        optimizer.step()
        yield Record(epoch, loss.item(), decode(prediction, idx2char))
