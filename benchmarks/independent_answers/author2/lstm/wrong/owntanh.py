# %% h is set to the last state of the layer below instead of h_0 of its own layer grade_id="lstm-layer" old="        for k in range(self.num_layers):\n            h = h_0[k]\n            c = c_0[k]\n            for t in range(len(xs)):" new="        h = h_0[0]\n        for k in range(self.num_layers):\n            c = c_0[k]\n            for t in range(len(xs)):"

# %% two mistakes: the sigmoid lacks the one half (it is tanh(a/2) + 1), and the logits go through log_softmax grade_id="lstm-layer lstm-model"
class LSTM(nn.Module):
    """Layers of LSTM cells, as nn.LSTM computes them."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        for k, size in enumerate(sizes):
            shapes = {
                "weight_ih": (4 * hidden_size, size),
                "weight_hh": (4 * hidden_size, hidden_size),
                "bias_ih": (4 * hidden_size,),
                "bias_hh": (4 * hidden_size,),
            }
            for name, shape in shapes.items():
                setattr(self, "%s_l%d" % (name, k), nn.Parameter(self.small(shape)))

    def small(self, shape):
        limit = self.hidden_size ** -0.5
        return (torch.rand(shape) * 2 - 1) * limit

    def sigma(self, a):
        return torch.tanh(0.5 * a) + 1.0

    def forward(self, input, state=None):
        zero = torch.zeros(self.num_layers, input.size(1), self.hidden_size)
        if state == None:
            state = (zero, zero)
        (h_0, c_0) = state
        xs = [x for x in input]
        h_n = [None] * self.num_layers
        c_n = [None] * self.num_layers
        for k in range(self.num_layers):
            h = h_0[k]
            c = c_0[k]
            for t in range(len(xs)):
                both = torch.cat([xs[t], h], dim=1)
                weight = torch.cat([getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")], dim=1)
                a = both @ weight.T + getattr(self, f"bias_ih_l{k}") + getattr(self, f"bias_hh_l{k}")
                a_i, a_f, a_g, a_o = a.chunk(4, 1)
                c = self.sigma(a_f) * c + self.sigma(a_i) * torch.tanh(a_g)
                h = self.sigma(a_o) * torch.tanh(c)
                xs[t] = h
            h_n[k] = h
            c_n[k] = c
        return torch.stack(xs), (torch.stack(h_n), torch.stack(c_n))

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, (h_n, c_n) = self.lstm(input)
        logits = self.linear(output)
        return torch.log_softmax(logits.flatten(0, 1), dim=1)

# %% Adam runs with betas of 0.5 and 0.9 in place of its defaults grade_id="lstm-train" old="betas=(0.9, 0.999)" new="betas=(0.5, 0.9)"
