# %% decode uses the maxima themselves, cut to integers, instead of their places grade_id="lstm-ohlol" old="    _, best = outputs.max(dim=1)" new="    best, _ = outputs.max(dim=1)\n    best = best.long()"

# %% the return statement stands inside the loop: training stops after one epoch grade_id="lstm-train lstm-ohlol" old="    return losses" new="        return losses"

# %% bias_ih and bias_hh are not both added: the product with h is made without its bias grade_id="lstm-layer" old="F.linear(h, w_hh, b_hh), 4" new="F.linear(h, w_hh), 4"

# %% the output gate is applied inside of the tanh: h = tanh(o c) grade_id="lstm-layer" old="return torch.sigmoid(o) * torch.tanh(c), c" new="return torch.tanh(torch.sigmoid(o) * c), c"

# %% the state of the layer below is carried over: each layer above the first starts from the last h and c of the layer before it grade_id="lstm-layer" old="h, c, seq = h_0[k], c_0[k], []" new="h, c, seq = h_0[k] if k == 0 else h, c_0[k] if k == 0 else c, []"

# %% two mistakes: the recurrent part lacks its bias, and c starts as the given h_0 grade_id="lstm-layer"
def lstm_cell(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """One step, all of (batch, ...)."""
    i, f, g, o = torch.chunk(F.linear(x, w_ih, b_ih) + F.linear(h, w_hh), 4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        s = hidden_size**-0.5
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            for name, shape in zip(("weight_ih", "weight_hh", "bias_ih", "bias_hh"), ((4 * hidden_size, n), (4 * hidden_size, hidden_size), (4 * hidden_size,), (4 * hidden_size,))):
                setattr(self, f"{name}_l{k}", nn.Parameter((2 * torch.rand(shape) - 1) * s))

    def forward(self, input, state=None):
        if state is None:
            zero = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
            state = zero, zero
        h_0, c_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            theta = [getattr(self, f"{p}_l{k}") for p in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
            h, c, seq = h_0[k], h_0[k], []
            for x in input:
                h, c = lstm_cell(x, h, c, *theta)
                seq.append(h)
            input = torch.stack(seq)
            h_n += [h]
            c_n += [c]
        return input, (torch.stack(h_n), torch.stack(c_n))

# %% two mistakes: first, the output gate is applied inside of the tanh: h = tanh(o c); second, the return statement stands inside the loop: training stops after one epoch grade_id="lstm-layer lstm-train lstm-ohlol"
def lstm_cell(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """One step, all of (batch, ...)."""
    i, f, g, o = torch.chunk(F.linear(x, w_ih, b_ih) + F.linear(h, w_hh, b_hh), 4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.tanh(torch.sigmoid(o) * c), c


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    opt = torch.optim.Adam(params, lr=lr)
    ce = nn.CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        for p in params:
            p.grad = None
        logits = net(inputs)
        loss = ce(logits, labels)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        print("Epoch %d/%d, Loss %.4f: %s" % (epoch, epochs - 1, loss.item(), decode(logits, idx2char)))
        return losses
