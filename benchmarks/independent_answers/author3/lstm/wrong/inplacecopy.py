# %% the new states are written into the state that was given, in place grade_id="lstm-layer"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        sizes = [input_size, *([hidden_size] * (num_layers - 1))]
        for k, size in enumerate(sizes):
            self.add(f"weight_ih_l{k}", size)
            self.add(f"weight_hh_l{k}", hidden_size)
            self.add(f"bias_ih_l{k}")
            self.add(f"bias_hh_l{k}")

    def add(self, name, *columns):
        limit = self.hidden_size**-0.5
        values = torch.distributions.Uniform(-limit, limit).sample((4 * self.hidden_size, *columns))
        setattr(self, name, nn.Parameter(values))

    def forward(self, input, state=None):
        (seq, batch), hidden = input.shape[:2], self.hidden_size
        if state is None:
            state = (torch.zeros(self.num_layers, batch, hidden), torch.zeros(self.num_layers, batch, hidden))
        layer_input = input
        for k in range(self.num_layers):
            w_ih = getattr(self, f"weight_ih_l{k}")
            w_hh = getattr(self, f"weight_hh_l{k}")
            b = getattr(self, f"bias_ih_l{k}") + getattr(self, f"bias_hh_l{k}")
            h, c = state[0][k].clone(), state[1][k].clone()
            output = []
            for x in layer_input:
                i, f, g, o = (x @ w_ih.T + h @ w_hh.T + b).chunk(4, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
                output.append(h)
            state[0].data[k] = h.detach()
            state[1].data[k] = c.detach()
            layer_input = torch.stack(output)
        return layer_input, (state[0].clone(), state[1].clone())

# %% the last step is left out of the loop, so the last output is zero grade_id="lstm-layer" old="            for t in range(seq):" new="            for t in range(seq - 1):"

# %% the layers above the first read the network's input instead of the states of the layer below (crashes where the sizes differ) grade_id="lstm-layer" old="            x_part = torch.matmul(layer_input, w_ih.t()) + b_ih" new="            x_part = torch.matmul(input, w_ih.t()) + b_ih"

# %% the place for the outputs is made for a batch of one, so larger batches raise an error grade_id="lstm-layer" old="            output = torch.zeros(seq, batch, hidden)" new="            output = torch.zeros(seq, 1, hidden)"

# %% dropout of 0.1 is applied between the layers while training grade_id="lstm-layer" old="            layer_input = output" new="            layer_input = nn.functional.dropout(output, 0.1, self.training) if k < self.num_layers - 1 else output"

# %% the Adam written out leaves away the bias correction of the two moments grade_id="lstm-train" old="            m_hat = m / (1 - beta1**t)\n            v_hat = v / (1 - beta2**t)" new="            m_hat = m\n            v_hat = v"

# %% decode sorts upwards and takes the first place, so it reads the smallest value of each row grade_id="lstm-ohlol lstm-train" old="    indices = outputs.sort(dim=1, descending=True, stable=True)[1][:, 0]" new="    indices = outputs.sort(dim=1, stable=True)[1][:, 0]"

# %% two mistakes: the layers above the first read the network's input instead of the states of the layer below (crashes where the sizes differ); and the Adam written out leaves away the bias correction of the two moments grade_id="lstm-layer lstm-train"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        sizes = [input_size, *([hidden_size] * (num_layers - 1))]
        for k, size in enumerate(sizes):
            self.add(f"weight_ih_l{k}", size)
            self.add(f"weight_hh_l{k}", hidden_size)
            self.add(f"bias_ih_l{k}")
            self.add(f"bias_hh_l{k}")

    def add(self, name, *columns):
        limit = self.hidden_size**-0.5
        values = torch.distributions.Uniform(-limit, limit).sample((4 * self.hidden_size, *columns))
        setattr(self, name, nn.Parameter(values))

    def forward(self, input, state=None):
        (seq, batch), hidden = input.shape[:2], self.hidden_size
        if state is None:
            state = (torch.zeros(self.num_layers, batch, hidden), torch.zeros(self.num_layers, batch, hidden))
        h, c = list(state[0]), list(state[1])
        layer_input = input
        for k in range(self.num_layers):
            w_ih = getattr(self, f"weight_ih_l{k}")
            w_hh = getattr(self, f"weight_hh_l{k}")
            b_ih = getattr(self, f"bias_ih_l{k}")
            b_hh = getattr(self, f"bias_hh_l{k}")
            x_part = torch.matmul(input, w_ih.t()) + b_ih
            output = torch.zeros(seq, batch, hidden)
            for t in range(seq):
                z = x_part[t] + torch.mm(h[k], w_hh.t()) + b_hh
                i = torch.sigmoid(z[:, 0 * hidden : 1 * hidden])
                f = torch.sigmoid(z[:, 1 * hidden : 2 * hidden])
                g = torch.tanh(z[:, 2 * hidden : 3 * hidden])
                o = torch.sigmoid(z[:, 3 * hidden : 4 * hidden])
                c[k] = f * c[k] + i * g
                h[k] = o * torch.tanh(c[k])
                output[t] = h[k]
            layer_input = output
        return layer_input, (torch.stack(h), torch.stack(c))


def adam_step(params, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam, written out (Kingma and Ba, algorithm 1)."""
    state["t"] += 1
    t = state["t"]
    with torch.no_grad():
        for n, p in enumerate(params):
            if p.grad is None:
                continue
            m, v = state["moments"][n]
            m.mul_(beta1).add_(p.grad, alpha=1 - beta1)
            v.mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
            m_hat = m
            v_hat = v
            p -= lr * m_hat / (v_hat.sqrt() + eps)
