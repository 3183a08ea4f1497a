# %% decode searches the largest value among all classes but the last grade_id="gru-ohlol" old="max(range(len(row))" new="max(range(len(row) - 1)"

# %% the gradient of the outputs has the one-hot vectors with the wrong sign: 1 is added at the label grade_id="gru-train gru-ohlol" old="labels] -= 1" new="labels] += 1"

# %% the gate z is computed with the reset gate's rows: both slices are [:H] grade_id="gru-layer" old="r, z = rz[..., :H], rz[..., H:]" new="r, z = rz[..., :H], rz[..., :H]"

# %% the parameters of layer 0 serve all layers grade_id="gru-layer" old="[getattr(self, f\"{p}_l{k}\") for p in" new="[getattr(self, f\"{p}_l0\") for p in"

# %% two mistakes: the roles of z and 1 - z are exchanged, and there is a dropout of 0.1 on each layer's output in training mode grade_id="gru-layer"
def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    """One step: (batch, in), (batch, hidden) -> (batch, hidden)."""
    a, b = F.linear(x, w_ih, b_ih), F.linear(h, w_hh, b_hh)
    H = h.shape[-1]
    rz = torch.sigmoid(a[..., : 2 * H] + b[..., : 2 * H])
    r, z = rz[..., :H], rz[..., H:]
    n = torch.tanh(a[..., 2 * H :] + r * b[..., 2 * H :])
    return torch.where(z == 2, h, z * n + (1 - z) * h)


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        s = hidden_size**-0.5
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            for name, shape in (
                ("weight_ih", (3 * hidden_size, n)),
                ("weight_hh", (3 * hidden_size, hidden_size)),
                ("bias_ih", (3 * hidden_size,)),
                ("bias_hh", (3 * hidden_size,)),
            ):
                setattr(self, f"{name}_l{k}", nn.Parameter(torch.empty(shape).uniform_(-s, s)))

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
        h_n = []
        for k in range(self.num_layers):
            theta = [getattr(self, f"{p}_l{k}") for p in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
            h, seq = h_0[k], []
            for x in input:
                seq.append(h := gru_cell(x, h, *theta))
            input = F.dropout(torch.stack(seq), 0.1, self.training)
            h_n += [h]
        return input, torch.stack(h_n)
