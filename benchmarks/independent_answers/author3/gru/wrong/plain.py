# %% z and 1 - z change places: z is the share of the new state grade_id="gru-layer" old="                h = (1 - z) * n + z * h" new="                h = z * n + (1 - z) * h"

# %% r multiplies the state before the product with W_hn, as in the first paper, instead of after it grade_id="gru-layer" old="                n = torch.tanh(x_n + r * h_new)" new="                n = torch.tanh(x_n + (r * h) @ w_hh[2 * self.hidden_size :].T + b_hh[2 * self.hidden_size :])"

# %% the gates are read in Keras' order z, r, n instead of r, z, n grade_id="gru-layer" old="                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)\n                h_r, h_z, h_new = (h @ w_hh.T + b_hh).chunk(3, dim=1)" new="                x_z, x_r, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)\n                h_z, h_r, h_new = (h @ w_hh.T + b_hh).chunk(3, dim=1)"

# %% the bias b_hn is added outside of the product with r grade_id="gru-layer" old="                n = torch.tanh(x_n + r * h_new)" new="                b_hn = b_hh[2 * self.hidden_size :]\n                n = torch.tanh(x_n + b_hn + r * (h_new - b_hn))"

# %% every layer starts from the first layer's h_0 grade_id="gru-layer" old="            h = h_0[k]" new="            h = h_0[0]"

# %% h_0 is not set to zeros where it is None, so a call without it raises an error grade_id="gru-layer" old="        if h_0 is None:\n            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)\n        h_n = []" new="        h_n = []"

# %% the linear layer has no bias grade_id="gru-model" old="        self.linear = nn.Linear(hidden_size, num_classes)" new="        self.linear = nn.Linear(hidden_size, num_classes, bias=False)"

# %% an L2 penalty of 0.01 times the squared weights is added to the cross-entropy grade_id="gru-train" old="        loss = F.cross_entropy(logits, labels, reduction=\"sum\") / len(labels)" new="        loss = F.cross_entropy(logits, labels, reduction=\"sum\") / len(labels)\n        loss = loss + 0.01 * sum((p**2).sum() for p in params)"

# %% the sum of the cross-entropy is divided by the number of classes instead of by the number of rows grade_id="gru-train" old="        loss = F.cross_entropy(logits, labels, reduction=\"sum\") / len(labels)" new="        loss = F.cross_entropy(logits, labels, reduction=\"sum\") / logits.shape[1]"

# %% two mistakes: z and 1 - z change places: z is the share of the new state; and the linear layer has no bias grade_id="gru-layer gru-model"
class GRU(nn.Module):
    """Layers of GRU cells, as nn.GRU computes them."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        bound = hidden_size**-0.5
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            for name, columns in (("weight_ih", [size]), ("weight_hh", [hidden_size]), ("bias_ih", []), ("bias_hh", [])):
                values = torch.empty(3 * hidden_size, *columns).uniform_(-bound, bound)
                setattr(self, f"{name}_l{k}", nn.Parameter(values))

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
        h_n = []
        for k in range(self.num_layers):
            w_ih, w_hh = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
            b_ih, b_hh = getattr(self, f"bias_ih_l{k}"), getattr(self, f"bias_hh_l{k}")
            h = h_0[k]
            states = []
            for x in input:
                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
                h_r, h_z, h_new = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_new)
                h = z * n + (1 - z) * h
                states.append(h)
            input = torch.stack(states)
            h_n.append(h)
        return input, torch.stack(h_n)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes, bias=False)

    def forward(self, input):
        output, _ = self.gru(input)
        return self.linear(output).flatten(0, 1)
