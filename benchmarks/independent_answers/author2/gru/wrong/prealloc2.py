# %% the update gate looks at the input alone and not at the hidden state grade_id="gru-layer" old="z = torch.sigmoid(xz + hz)" new="z = torch.sigmoid(xz)"

# %% two mistakes: reset and update gate share the rows of the update gate, and the hidden states are not put through the linear layer but returned grade_id="gru-layer gru-model"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(GRU, self).__init__()
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        rows = 3 * hidden_size
        for i in range(num_layers):
            self.add(f"weight_ih_l{i}", rows, hidden_size if i else input_size)
            self.add(f"weight_hh_l{i}", rows, hidden_size)
            self.add(f"bias_ih_l{i}", rows)
            self.add(f"bias_hh_l{i}", rows)

    def add(self, name, *shape):
        tensor = torch.empty(*shape)
        nn.init.uniform_(tensor, -0.3, 0.3)
        self.register_parameter(name, nn.Parameter(tensor))

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
                r = torch.sigmoid(xz + hz)
                z = torch.sigmoid(xz + hz)
                n = torch.tanh(xn + r * hn)
                one = torch.ones_like(z)
                h = torch.mul(one - z, n) + torch.mul(z, h)
                out[t] = h
            h_n[k] = h
            x = out
        return x, h_n

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, h_n = self.gru(input)
        seq, batch, hidden = output.shape
        return output.reshape(seq * batch, hidden)

# %% decode takes the second of the sorted classes grade_id="gru-ohlol" old="first = order[:, 0]" new="first = order[:, 1]"
