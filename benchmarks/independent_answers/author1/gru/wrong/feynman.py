# %% the probability of the label is averaged without its logarithm: softmax in place of log_softmax grade_id="gru-train" old="-z.log_softmax(-1)[rows, labels]" new="-z.softmax(-1)[rows, labels]"

# %% the hidden state is not carried on: each step starts from the layer's h_0 grade_id="gru-layer" old="            h = torch.tanh(i_n + r * hn) * (1 - z) + h * z\n            yield h" new="            yield torch.tanh(i_n + r * hn) * (1 - z) + h * z"

# %% the weights are made with hidden_size columns in layer 0 also, so an input of another size crashes grade_id="gru-layer" old="u(3 * hidden_size, hidden_size if k else input_size)" new="u(3 * hidden_size, hidden_size)"

# %% two mistakes: the reset gate multiplies the whole candidate, the input's part included, and h_n holds only the last layer grade_id="gru-layer"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        s = hidden_size**-0.5
        u = lambda *shape: nn.Parameter(s * (2 * torch.rand(*shape) - 1))
        for k in range(num_layers):
            setattr(self, f"weight_ih_l{k}", u(3 * hidden_size, hidden_size if k else input_size))
            setattr(self, f"weight_hh_l{k}", u(3 * hidden_size, hidden_size))
            setattr(self, f"bias_ih_l{k}", u(3 * hidden_size))
            setattr(self, f"bias_hh_l{k}", u(3 * hidden_size))

    def layer(self, k, xs, h):
        wi, wh = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
        bi, bh = getattr(self, f"bias_ih_l{k}"), getattr(self, f"bias_hh_l{k}")
        for x in xs:
            ir, iz, i_n = F.linear(x, wi, bi).chunk(3, -1)
            hr, hz, hn = F.linear(h, wh, bh).chunk(3, -1)
            r, z = torch.sigmoid(ir + hr), torch.sigmoid(iz + hz)
            h = torch.tanh(r * (i_n + hn)) * (1 - z) + h * z
            yield h

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros((self.num_layers, input.shape[1], self.hidden_size))
        xs, h_n = input, torch.empty_like(h_0)
        last = []
        for k in range(self.num_layers):
            xs = list(self.layer(k, xs, h_0[k]))
            last.append(xs[-1])
        h_n = torch.stack(last[-1:])
        return torch.stack(xs), h_n

# %% forward returns the output alone and not the pair grade_id="gru-layer gru-model gru-ohlol" old="return torch.stack(xs), h_n" new="return torch.stack(xs)"
