# %% the input is read as (batch, seq, in): the zeros and the loop take the axes the other way round grade_id="gru-layer"
class GRU(nn.Module):
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
        a = x @ getattr(self, f"weight_ih_l{layer}").t() + getattr(self, f"bias_ih_l{layer}")
        b = h @ getattr(self, f"weight_hh_l{layer}").t() + getattr(self, f"bias_hh_l{layer}")
        r = torch.sigmoid(a[:, :u] + b[:, :u])
        z = torch.sigmoid(a[:, u : 2 * u] + b[:, u : 2 * u])
        hh = torch.tanh(a[:, 2 * u :] + r * b[:, 2 * u :])
        return z * h + (1 - z) * hh

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = input.new_zeros(self.num_layers, input.size(0), self.units)
        x, last = input, []
        for layer in range(self.num_layers):
            h, hs = h_0[layer], []
            for t in range(x.size(1)):
                h = self.step(layer, x[:, t], h)
                hs.append(h)
            x = torch.stack(hs, dim=1)
            last.append(h)
        return x, torch.stack(last)

# %% the state is overwritten with zeros after the first layer, so h_0 counts for layer 0 alone grade_id="gru-layer" old="            h, hs = h_0[layer], []" new="            h, hs = h_0[layer] if layer == 0 else torch.zeros_like(h_0[layer]), []"

# %% one bias alone is used, as in Keras with reset_after=False: bias_hh is never added grade_id="gru-layer" old="        matrix_inner = h @ getattr(self, f\"weight_hh_l{layer}\").t() + getattr(self, f\"bias_hh_l{layer}\")" new="        matrix_inner = h @ getattr(self, f\"weight_hh_l{layer}\").t()"

# %% output and h_n come back as one tensor, the output, as from a Keras layer grade_id="gru-layer" old="        return x, torch.stack(last)" new="        return x"

# %% the linear layer's output goes through a softmax grade_id="gru-model" old="        x = self.dense(x)" new="        x = self.dense(x).softmax(dim=-1)"

# %% Adam gets a first beta of 0.5 instead of its default 0.9 grade_id="gru-train" old="    adam = torch.optim.Adam(net.parameters(), lr=lr, betas=(0.9, 0.999), eps=1e-8)" new="    adam = torch.optim.Adam(net.parameters(), lr=lr, betas=(0.5, 0.999), eps=1e-8)"

# %% train returns the History object instead of its list of losses grade_id="gru-train" old="    return history.loss" new="    return history"

# %% two mistakes: output and h_n come back as one tensor, the output, as from a Keras layer; and train returns the History object instead of its list of losses grade_id="gru-layer gru-train"
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
        return x


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
    return history
