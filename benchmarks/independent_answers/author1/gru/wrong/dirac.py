# %% decode sorts in ascending order and takes the first, which is the least likely letter grade_id="gru-ohlol" old="outputs.argsort(dim=-1, descending=True)" new="outputs.argsort(dim=-1)"

# %% a weight decay of 0.01 is given to Adam grade_id="gru-train" old="net.parameters(), lr=lr)" new="net.parameters(), lr=lr, weight_decay=1e-2)"

# %% the reset gate multiplies h before the product with W_hn, as in the first paper, and not after it grade_id="gru-layer" old="r * (h @ w_hn.T + b_hn))" new="(r * h) @ w_hn.T + b_hn)"

# %% the bias b_hn stands outside of the bracket that r multiplies grade_id="gru-layer" old="r * (h @ w_hn.T + b_hn))" new="r * (h @ w_hn.T) + b_hn)"

# %% the reset gate is missing in the candidate grade_id="gru-layer" old="r * (h @ w_hn.T + b_hn))" new="h @ w_hn.T + b_hn)"

# %% the given h_0 is ignored, every layer starts from zeros grade_id="gru-layer" old="h = h_0[k] if h_0 is not None else torch.zeros(input.size(1), self.hidden_size)" new="h = torch.zeros(input.size(1), self.hidden_size)"

# %% CharGRU reads the last states h_n, the second of the pair, and not the output at all steps grade_id="gru-model gru-ohlol" old="torch.cat([self.readout(h) for h in out])" new="torch.cat([self.readout(h) for h in last])"

# %% two mistakes: first, the reset gate multiplies h before the product with W_hn, as in the first paper, and not after it; second, a weight decay of 0.01 is given to Adam grade_id="gru-layer gru-train"
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

    def _weights(self, k):
        return [getattr(self, f"{kind}_l{k}") for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]

    def forward(self, input, h_0=None):
        states = []
        for k in range(self.num_layers):
            w_ih, w_hh, b_ih, b_hh = self._weights(k)
            w_ir, w_iz, w_in = w_ih.chunk(3)
            w_hr, w_hz, w_hn = w_hh.chunk(3)
            b_ir, b_iz, b_in = b_ih.chunk(3)
            b_hr, b_hz, b_hn = b_hh.chunk(3)
            h = h_0[k] if h_0 is not None else torch.zeros(input.size(1), self.hidden_size)
            output = []
            for x in input:
                r = torch.sigmoid(x @ w_ir.T + b_ir + h @ w_hr.T + b_hr)
                z = torch.sigmoid(x @ w_iz.T + b_iz + h @ w_hz.T + b_hz)
                n = torch.tanh(x @ w_in.T + b_in + (r * h) @ w_hn.T + b_hn)
                h = (1 - z) * n + z * h
                output.append(h)
            input = torch.stack(output, dim=0)
            states.append(h)
        return input, torch.stack(states, dim=0)


def train(net, inputs, labels, epochs=100, lr=0.05):
    def descent():
        opt = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=1e-2)
        for epoch in range(epochs):
            opt.zero_grad()
            z = net(inputs)
            loss = nn.functional.nll_loss(z.log_softmax(dim=1), labels)
            loss.backward()
            opt.step()
            yield loss.item(), decode(z, idx2char)

    losses = []
    for epoch, (loss, text) in enumerate(descent()):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
        losses.append(loss)
    return losses
